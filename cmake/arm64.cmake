# Toolchain file: builds for Debian 12 on arm64 with this machine's clang 19. ./dev makes the directory with that
# system's libraries (release/sysroot.sh).
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR aarch64)
cmake_path(SET CMAKE_SYSROOT NORMALIZE ${CMAKE_CURRENT_LIST_DIR}/../build/sysroot-arm64)
set(CMAKE_CXX_COMPILER_TARGET aarch64-linux-gnu)
# The system's own linker and strip know this machine's processor alone.
set(CMAKE_EXE_LINKER_FLAGS_INIT --ld-path=/usr/bin/ld.lld-19)
set(CMAKE_STRIP llvm-strip-19)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
# What packages are for: cpack would take this machine's.
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE arm64)
