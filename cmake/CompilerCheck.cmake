# Refuses a compiler that gets coroutines wrong. Debian 12's default, GCC 12, does: it destroys temporaries
# twice, and the program crashes long after. Runs once for each build directory.

if(CMAKE_CROSSCOMPILING OR IDPSYNC_COROUTINES_WORK)
  return()
endif()

message(CHECK_START "Checking that ${CMAKE_CXX_COMPILER} compiles coroutines correctly")

# An earlier failure may have been mended since.
unset(IDPSYNC_COROUTINE_CHECK_RUNS CACHE)
unset(IDPSYNC_COROUTINE_CHECK_COMPILES CACHE)
try_run(IDPSYNC_COROUTINE_CHECK_RUNS IDPSYNC_COROUTINE_CHECK_COMPILES
  SOURCES ${CMAKE_CURRENT_LIST_DIR}/coroutine_check.cpp
  COMPILE_OUTPUT_VARIABLE compile_output
  RUN_OUTPUT_VARIABLE run_output
  CXX_STANDARD 20
  CXX_STANDARD_REQUIRED ON)

if(IDPSYNC_COROUTINE_CHECK_COMPILES AND IDPSYNC_COROUTINE_CHECK_RUNS STREQUAL "0")
  message(CHECK_PASS "yes")
  set(IDPSYNC_COROUTINES_WORK ON CACHE INTERNAL "${CMAKE_CXX_COMPILER} passed cmake/coroutine_check.cpp")
  return()
endif()

message(CHECK_FAIL "no")
if(IDPSYNC_COROUTINE_CHECK_COMPILES)
  set(seen "builds a wrong program from\n${run_output}")
else()
  set(seen "cannot build cmake/coroutine_check.cpp:\n${compile_output}")
endif()
# message() folds lines and doubles their ends unless they are indented.
string(REGEX REPLACE "\n+$" "" seen "${seen}")
string(REPLACE "\n" "\n  " seen "${seen}")
message(FATAL_ERROR
  "  ${CMAKE_CXX_COMPILER} (${CMAKE_CXX_COMPILER_ID} ${CMAKE_CXX_COMPILER_VERSION}) ${seen}\n"
  "  Use clang 19: ./dev setup installs it (Debian's package clang-19). Then ./dev build, or\n"
  "  cmake --preset debug in a new build directory.\n")
