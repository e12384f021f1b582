# SPDX-License-Identifier: Apache-2.0
# What an installation holds beside what each folder installs itself, and the Debian packages. Two components:
#   host  sluice, sluice-plugin-runner, the plugins in lib/sluice/plugins, configs, templates, documents
#   sdk   headers, find_package(sluice-sdk), pkg-config, examples, the pages for authors
#   cmake --install BUILD [--component host|sdk] --prefix DIR;  cpack --config BUILD/CPackConfig.cmake
include_guard()
include(GNUInstallDirs)

# Where search.cpp looks: beside the program, whatever the system calls its library folder.
set(SLUICE_PLUGIN_INSTALL_DIR lib/sluice/plugins)

set(doc ${CMAKE_INSTALL_DATADIR}/doc)
install(DIRECTORY configs/ DESTINATION share/sluice/configs COMPONENT host)
install(DIRECTORY docs/ DESTINATION ${doc}/sluice/docs COMPONENT host)
install(FILES README.md CHANGELOG.md DESTINATION ${doc}/sluice COMPONENT host)
install(DIRECTORY docs/authors DESTINATION ${doc}/sluice-sdk COMPONENT sdk)
install(FILES LICENSE DESTINATION ${doc}/sluice RENAME copyright COMPONENT host)
install(FILES LICENSE DESTINATION ${doc}/sluice-sdk RENAME copyright COMPONENT sdk)

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME sluice)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGE_CONTACT "The Sluice project <sluice@localhost>")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_COMPONENTS_ALL host sdk)
set(CPACK_STRIP_FILES ON)
# Folders are 0755, whoever packs them: a plugin that others may write to is not loaded.
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

set(CPACK_DEB_COMPONENT_INSTALL ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION misc)
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_HOST_PACKAGE_NAME sluice)
set(CPACK_DEBIAN_HOST_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_HOST_PACKAGE_SUGGESTS "sluice-sdk")
set(CPACK_COMPONENT_HOST_DESCRIPTION "Plugin-based trade-execution framework
The program sluice with the plugins that come with it: strategies, risk rules, paper
executors, feeds and reports, chosen by a config file. It sends no live order.")
set(CPACK_DEBIAN_SDK_PACKAGE_NAME sluice-sdk)
set(CPACK_DEBIAN_SDK_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_SDK_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_SDK_PACKAGE_RECOMMENDS "sluice (>= ${PROJECT_VERSION}), cmake (>= 3.25), g++ | clang")
set(CPACK_DEBIAN_SDK_PACKAGE_SUGGESTS "pkg-config, ninja-build")
set(CPACK_COMPONENT_SDK_DESCRIPTION "Headers and build functions for plugins of Sluice
Header-only: the C ABI, the C++20 wrapper, a mock host for unit tests, find_package and
pkg-config files, examples. With the program sluice: templates and the conformance check.")
include(CPack)
