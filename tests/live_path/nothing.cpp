// SPDX-License-Identifier: Apache-2.0
//
// nothing.cpp: a library that only asks for another.
extern "C" int nothing();

extern "C" int nothing() { return 0; }
