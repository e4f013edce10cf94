# Every library comes from Debian's packages (./dev setup installs them); nothing is downloaded here.
# What Debian ships as a static library is linked statically: start-up time of a command is mostly loading.

set(Boost_USE_STATIC_LIBS ON)
find_package(Boost 1.81 REQUIRED COMPONENTS json url)
find_package(OpenSSL 3.0 REQUIRED)
find_package(Threads REQUIRED)
find_package(fmt 9.1 REQUIRED)
find_package(spdlog 1.10 REQUIRED)
find_package(yaml-cpp 0.7 REQUIRED)
find_package(CLI11 2.1 REQUIRED)

# Debian's yaml-cpp target names the shared library.
find_library(YAML_CPP_STATIC libyaml-cpp.a REQUIRED)
add_library(idpsync_yaml INTERFACE)
target_link_libraries(idpsync_yaml INTERFACE ${YAML_CPP_STATIC})

find_library(CRYPT_STATIC libcrypt.a REQUIRED)
add_library(idpsync_crypt INTERFACE)
target_link_libraries(idpsync_crypt INTERFACE ${CRYPT_STATIC})

# HTTP/2 and NaCl's boxes, for server-readback alone.
foreach(library nghttp2 sodium)
  string(TOUPPER ${library} name)
  find_library(${name}_STATIC lib${library}.a REQUIRED)
  add_library(idpsync_${library} INTERFACE)
  target_link_libraries(idpsync_${library} INTERFACE ${${name}_STATIC})
endforeach()
target_compile_definitions(idpsync_nghttp2 INTERFACE NGHTTP2_STATICLIB)
target_compile_definitions(idpsync_sodium INTERFACE SODIUM_STATIC)

# Debian has spdlog and fmt as shared libraries or as headers: headers, so that neither is loaded.
add_library(idpsync_spdlog INTERFACE)
target_link_libraries(idpsync_spdlog INTERFACE spdlog::spdlog_header_only fmt::fmt-header-only)

if(IDPSYNC_TESTS)
  find_package(GTest REQUIRED)
  find_package(benchmark REQUIRED)
  # Debian's own interpreter: the one that python3-jsonschema is installed for.
  find_program(PYTHON3 python3 PATHS /usr/bin NO_DEFAULT_PATH REQUIRED)
endif()
