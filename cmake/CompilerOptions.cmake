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

# The same source tree at another path gives the same objects: ccache can share them, and no path of the
# build machine ends up in the program.
target_compile_options(idpsync_options INTERFACE -ffile-prefix-map=${PROJECT_SOURCE_DIR}=.)

find_program(LLD ld.lld-19)
if(LLD)
  target_link_options(idpsync_options INTERFACE -fuse-ld=${LLD})
endif()

if(IDPSYNC_SANITIZE)
  target_compile_options(idpsync_options INTERFACE
    -fsanitize=${IDPSYNC_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
  target_link_options(idpsync_options INTERFACE -fsanitize=${IDPSYNC_SANITIZE})
endif()

if(IDPSYNC_HARDENING)
  set(CMAKE_POSITION_INDEPENDENT_CODE ON)
  target_compile_options(idpsync_options INTERFACE
    -fPIE -fstack-protector-strong -fcf-protection -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3
    -ffunction-sections -fdata-sections)
  target_link_options(idpsync_options INTERFACE
    -pie -Wl,-z,relro -Wl,-z,now -Wl,-z,noexecstack -Wl,--gc-sections -Wl,--as-needed)
endif()
