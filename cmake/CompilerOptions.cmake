# Warnings, sanitizers and hardening, carried by one interface target that every target of ours links.

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Without this ccache does not touch what uses a precompiled header.
  set(CMAKE_CXX_COMPILER_LAUNCHER env CCACHE_SLOPPINESS=pch_defines,time_macros ${CCACHE})
endif()

add_library(idpsync_options INTERFACE)
target_include_directories(idpsync_options INTERFACE ${PROJECT_SOURCE_DIR}/daemon)
target_compile_options(idpsync_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wimplicit-fallthrough -Wextra-semi -Werror)
# A designated initializer that leaves members at their defaults is the point of having defaults.
target_compile_options(idpsync_options INTERFACE -Wno-missing-designated-field-initializers)
if(IDPSYNC_UNITY)
  # A local name may be one of another source's, which misleads no reader. The debug build sees all others.
  target_compile_options(idpsync_options INTERFACE -Wno-shadow)
endif()

# What Boost's targets define, for all alike: one precompiled header serves every room.
target_compile_definitions(idpsync_options INTERFACE BOOST_CONTAINER_NO_LIB BOOST_JSON_NO_LIB BOOST_URL_NO_LIB)

# Out-of-range indices and empty optionals stop the program instead of corrupting it; cheap enough to ship.
target_compile_definitions(idpsync_options INTERFACE _GLIBCXX_ASSERTIONS)

# The same sources at another path give the same objects, and no path of the build machine ends up in the
# program.
target_compile_options(idpsync_options INTERFACE -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)

find_program(LLD ld.lld-19)
if(LLD)
  target_link_options(idpsync_options INTERFACE --ld-path=${LLD})
endif()

if(IDPSYNC_SANITIZE)
  # Line tables are what a sanitizer's report needs; full debug information costs a fifth of the build time,
  # and -O1 more than doubles it where coroutines are compiled (17 s instead of 7 for one test file).
  target_compile_options(idpsync_options INTERFACE
    -fsanitize=${IDPSYNC_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -gline-tables-only)
  target_link_options(idpsync_options INTERFACE -fsanitize=${IDPSYNC_SANITIZE})
endif()

if(IDPSYNC_HARDENING)
  # Optimised as a whole, the program is a tenth smaller. The archiver must be the compiler's own (llvm-19).
  include(CheckIPOSupported)
  check_ipo_supported(RESULT IPO_WORKS OUTPUT ipo_problem LANGUAGES CXX)
  if(IPO_WORKS)
    set(CMAKE_INTERPROCEDURAL_OPTIMIZATION ON)
  else()
    message(WARNING "The program comes out larger: no optimisation across files. ${ipo_problem}")
  endif()
  # No -fcf-protection: Debian 12's start files lack its mark, so the program would have the 115 KB of landing
  # pads and no protection.
  target_compile_options(idpsync_options INTERFACE
    -fPIE -fstack-protector-strong -fstack-clash-protection -ftrivial-auto-var-init=zero
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -ffunction-sections -fdata-sections)
  # Loading and binding libstdc++ takes longer than a whole `--version`: 2.4 ms with it inside, 3.3 without.
  target_link_options(idpsync_options INTERFACE
    -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--gc-sections -Wl,--as-needed
    -static-libstdc++ -static-libgcc)
  if(LLD)
    # Functions that came out the same are kept once (no code here compares the addresses of functions), ends of
    # texts are shared, and relocations packed, as glibc 2.36 reads them.
    target_link_options(idpsync_options INTERFACE -Wl,--icf=all -Wl,-O2 -Wl,-z,pack-relative-relocs)
  endif()
endif()

# Awaiting, URLs and JSON cost every file of the outer rooms 1.5 s to read; precompiled, they cost it once. core
# reads none of this. tests/repository/includes.py finds a file that forgets an include.
function(idpsync_precompiled target)
  if(NOT IDPSYNC_PRECOMPILE)
    return()
  endif()
  target_compile_options(${target} PRIVATE -Xclang -fno-pch-timestamp)
  if(ARGN)
    target_precompile_headers(${target} PRIVATE ${ARGN})
  else()
    target_precompile_headers(${target} REUSE_FROM idpsync_outer_rooms)
  endif()
endfunction()

# For programs that only serve tests: optimised file by file, and not once more as a whole, which takes 30 s each.
function(idpsync_linked_fast target)
  if(IDPSYNC_HARDENING AND LLD)
    target_link_options(${target} PRIVATE -Wl,--lto-O0 -Wl,--lto-CGO0)
  endif()
endfunction()

# Where everything is built, several sources together cost two thirds of what they cost one by one. They share
# one unnamed namespace then: its names must differ within a target.
function(idpsync_unity target)
  set_target_properties(${target} PROPERTIES UNITY_BUILD ${IDPSYNC_UNITY} UNITY_BUILD_BATCH_SIZE 8)
endfunction()
