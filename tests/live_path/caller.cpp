// SPDX-License-Identifier: Apache-2.0
//
// caller.cpp: what must not be on the live path: it opens a connection.
#include <sys/socket.h>

extern "C" int open_connection(const sockaddr* address, socklen_t size);

extern "C" int open_connection(const sockaddr* address, socklen_t size) {
  const int connection = ::socket(AF_INET, SOCK_STREAM, 0);
  return ::connect(connection, address, size);
}
