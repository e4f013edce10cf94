# Warnings, sanitizers and hardening, carried by one interface target that every target of ours links.

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(idpsync_options INTERFACE)
target_include_directories(idpsync_options INTERFACE ${PROJECT_SOURCE_DIR}/daemon)
target_compile_options(idpsync_options INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wnon-virtual-dtor -Wold-style-cast
  -Woverloaded-virtual -Wimplicit-fallthrough -Wextra-semi -Werror)
# A designated initializer that leaves members at their defaults is the point of having defaults.
target_compile_options(idpsync_options INTERFACE -Wno-missing-designated-field-initializers)

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
  # Line tables are what a sanitizer's report needs; full debug information costs a fifth of the build time.
  target_compile_options(idpsync_options INTERFACE
    -fsanitize=${IDPSYNC_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1 -gline-tables-only)
  target_link_options(idpsync_options INTERFACE -fsanitize=${IDPSYNC_SANITIZE})
endif()

if(IDPSYNC_HARDENING)
  # -fcf-protection marks our objects only: Debian 12's start files lack the mark, so the program has none.
  target_compile_options(idpsync_options INTERFACE
    -fPIE -fstack-protector-strong -fstack-clash-protection -fcf-protection -ftrivial-auto-var-init=zero
    -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -ffunction-sections -fdata-sections)
  # Loading and binding libstdc++ takes longer than a whole `--version`: 2.4 ms with it inside, 3.3 without.
  target_link_options(idpsync_options INTERFACE
    -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--gc-sections -Wl,--as-needed
    -static-libstdc++ -static-libgcc)
endif()
