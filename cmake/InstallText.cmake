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

# A link to a page that is not installed, as its words.
function(unlink_page page result)
  string(REGEX REPLACE "\\[([^]]*)\\]\\(${page}\\)" "\\1" text "${${result}}")
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

# The links of `text`, a page of the repository in `place` ("", "docs" or "docs/providers"), as they are in
# share/doc/netbird-idp-sync: docs/ is that directory, docs/README.md its index.md, and what is in config/ is in
# examples/, and deploy/ in examples/deploy/.
function(relink place result)
  set(text "${${result}}")
  if(place STREQUAL "docs/providers")
    string(REPLACE "](../../config/examples/" "](../examples/" text "${text}")
    string(REPLACE "](../README.md" "](../index.md" text "${text}")
  elseif(place STREQUAL "docs")
    string(REPLACE "](README.md" "](index.md" text "${text}")
    string(REPLACE "](../README.md" "](README.md" text "${text}")
    string(REPLACE "](../config/netbird-idp-sync.schema.json"
      "](../../netbird-idp-sync/netbird-idp-sync.schema.json" text "${text}")
    string(REPLACE "](../config/examples" "](examples" text "${text}")
    string(REPLACE "](../config/" "](examples/" text "${text}")
    string(REPLACE "](../deploy/" "](examples/deploy/" text "${text}")
    string(REPLACE "](../systemd/" "](examples/" text "${text}")
    unlink_page("architecture\\.md" text)
    unlink_page("\\.\\./CONTRIBUTING\\.md" text)
  else()
    unlink_page("CONTRIBUTING\\.md" text)
    unlink_page("docs/architecture\\.md" text)
    string(REPLACE "](docs/README.md" "](index.md" text "${text}")
    string(REPLACE "](docs/" "](" text "${text}")
    string(REPLACE "](config/" "](examples/" text "${text}")
    string(REPLACE "](LICENSE" "](copyright" text "${text}")
    string(REPLACE "](CHANGELOG.md" "](changelog.gz" text "${text}")
  endif()
  set(${result} "${text}" PARENT_SCOPE)
endfunction()

# Installs pages of the repository. `place`: where in it they are.
function(install_pages directory place sources)
  make_scratch(scratch)
  foreach(source IN LISTS sources)
    cmake_path(GET source FILENAME name)
    if(place STREQUAL "docs" AND name STREQUAL "README.md")
      set(name index.md)
    endif()
    read_for_prefix(${source} text)
    relink("${place}" text)
    file(WRITE ${scratch}/${name} "${text}")
    file(INSTALL ${scratch}/${name} DESTINATION ${CMAKE_INSTALL_PREFIX}/${directory})
  endforeach()
  file(REMOVE_RECURSE ${scratch})
endfunction()
