# Included by the install script: its functions run at install time, when the prefix is certain.
# IDPSYNC_BINARY_DIR is the build directory.

# Where to put a file before it is installed; each run has a place of its own, so that two do not meet.
function(make_scratch result)
  string(RANDOM LENGTH 12 name)
  set(${result} ${IDPSYNC_BINARY_DIR}/install.${name} PARENT_SCOPE)
  file(MAKE_DIRECTORY ${IDPSYNC_BINARY_DIR}/install.${name})
endfunction()

# The text of a file, with the paths that it has once it is installed.
function(read_for_prefix source result)
  file(READ ${source} text)
  foreach(directory bin lib share)
    string(REPLACE "/usr/${directory}/" "${CMAKE_INSTALL_PREFIX}/${directory}/" text "${text}")
  endforeach()
  string(REGEX REPLACE "\\$schema=[./]*netbird-idp-sync\\.schema\\.json"
    "$schema=${CMAKE_INSTALL_PREFIX}/share/netbird-idp-sync/netbird-idp-sync.schema.json" text "${text}")
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

# Installs text files into a directory below the prefix.
function(install_text directory sources)
  make_scratch(scratch)
  foreach(source IN LISTS sources)
    cmake_path(GET source FILENAME name)
    read_for_prefix(${source} text)
    file(WRITE ${scratch}/${name} "${text}")
    file(INSTALL ${scratch}/${name} DESTINATION ${CMAKE_INSTALL_PREFIX}/${directory})
  endforeach()
  file(REMOVE_RECURSE ${scratch})
endfunction()

# Installs `source` as directory/name.gz.
function(install_compressed directory source name)
  make_scratch(scratch)
  read_for_prefix(${source} text)
  file(WRITE ${scratch}/${name} "${text}")
  # -n: the same text gives the same file.
  execute_process(COMMAND gzip -9 -n ${scratch}/${name} COMMAND_ERROR_IS_FATAL ANY)
  file(INSTALL ${scratch}/${name}.gz DESTINATION ${CMAKE_INSTALL_PREFIX}/${directory})
  file(REMOVE_RECURSE ${scratch})
endfunction()

# Installs the configuration, unless there is one: that is the operator's.
function(install_configuration directory source)
  cmake_path(GET source FILENAME name)
  if(EXISTS $ENV{DESTDIR}${directory}/${name})
    message(STATUS "Keeping: $ENV{DESTDIR}${directory}/${name}")
    return()
  endif()
  make_scratch(scratch)
  read_for_prefix(${source} text)
  file(WRITE ${scratch}/${name} "${text}")
  file(INSTALL ${scratch}/${name} DESTINATION ${directory} PERMISSIONS OWNER_READ OWNER_WRITE GROUP_READ)
  file(REMOVE_RECURSE ${scratch})
endfunction()
