# What `cmake --install` puts where, and the Debian package (./dev package).
#
# Files of the repository name things where the package has them, below /usr; they can be read and checked as
# they are. Installed under another prefix, they name that (InstallText.cmake).

# The program looks for its files in /etc, whatever the prefix.
set(CMAKE_INSTALL_SYSCONFDIR /etc CACHE PATH "Where netbird-idp-sync/config.yaml is")
include(GNUInstallDirs)
set(CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS
  OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ WORLD_EXECUTE)

install(TARGETS netbird-idp-sync RUNTIME)
install(TARGETS server-readback RUNTIME DESTINATION lib/netbird-idp-sync)
install(FILES ${PROJECT_SOURCE_DIR}/config/netbird-idp-sync.schema.json
  DESTINATION share/netbird-idp-sync)
install(FILES ${PROJECT_SOURCE_DIR}/completions/netbird-idp-sync.bash
  DESTINATION share/bash-completion/completions RENAME netbird-idp-sync)
install(FILES ${PROJECT_SOURCE_DIR}/completions/netbird-idp-sync.fish
  DESTINATION share/fish/vendor_completions.d)
install(FILES ${PROJECT_SOURCE_DIR}/completions/_netbird-idp-sync
  DESTINATION share/zsh/vendor-completions)
install(FILES ${PROJECT_SOURCE_DIR}/systemd/netbird-idp-sync.sysusers.conf
  DESTINATION lib/sysusers.d RENAME netbird-idp-sync.conf)
install(FILES ${PROJECT_SOURCE_DIR}/systemd/netbird-idp-sync.tmpfiles.conf
  DESTINATION lib/tmpfiles.d RENAME netbird-idp-sync.conf)
install(FILES ${PROJECT_SOURCE_DIR}/cmake/debian/copyright DESTINATION share/doc/netbird-idp-sync)

set(configuration ${CMAKE_INSTALL_FULL_SYSCONFDIR}/netbird-idp-sync)
install(DIRECTORY DESTINATION ${configuration}
  DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE)
install(DIRECTORY DESTINATION ${configuration}/providers.d
  DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE)
install(DIRECTORY DESTINATION ${configuration}/secrets
  DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE)

install(PROGRAMS ${PROJECT_SOURCE_DIR}/systemd/restart-netbird ${PROJECT_SOURCE_DIR}/systemd/pull-configuration
  DESTINATION lib/netbird-idp-sync)
file(GLOB units CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/systemd/*.service ${PROJECT_SOURCE_DIR}/systemd/*.path
  ${PROJECT_SOURCE_DIR}/systemd/*.timer)
file(GLOB examples CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/config/examples/*.yaml)
file(GLOB pages CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/*.md ${PROJECT_SOURCE_DIR}/docs/*.json)
file(GLOB how_tos CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/docs/providers/*.md)
# For whoever changes the code, who has the repository.
list(REMOVE_ITEM pages ${PROJECT_SOURCE_DIR}/docs/architecture.md)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/docs/images DESTINATION share/doc/netbird-idp-sync)
install(DIRECTORY ${PROJECT_SOURCE_DIR}/deploy/compose ${PROJECT_SOURCE_DIR}/deploy/kubernetes ${PROJECT_SOURCE_DIR}/deploy/ci
  DESTINATION share/doc/netbird-idp-sync/examples/deploy USE_SOURCE_PERMISSIONS PATTERN .gitignore EXCLUDE)
# config.yaml is no file of the package's in /etc: one that is changed would stop every upgrade with a question.
# postinst copies it where there is none.
install(CODE "
  set(IDPSYNC_BINARY_DIR \"${PROJECT_BINARY_DIR}\")
  include(\"${CMAKE_CURRENT_LIST_DIR}/InstallText.cmake\")
  install_text(\"lib/systemd/system\" \"${units}\")
  install_text(\"share/netbird-idp-sync\" \"${PROJECT_SOURCE_DIR}/config/config.yaml\")
  install_text(\"share/doc/netbird-idp-sync/examples\"
    \"${examples};${PROJECT_SOURCE_DIR}/config/config.yaml;${PROJECT_SOURCE_DIR}/config/standalone.yaml;${PROJECT_SOURCE_DIR}/systemd/credentials.conf;${PROJECT_SOURCE_DIR}/systemd/commands.conf;${PROJECT_SOURCE_DIR}/systemd/pull.conf;${PROJECT_SOURCE_DIR}/config/schemastore.json;${PROJECT_SOURCE_DIR}/config/alerts.yml;${PROJECT_SOURCE_DIR}/config/grafana-dashboard.json;${PROJECT_SOURCE_DIR}/config/grafana-fleet.json;${PROJECT_SOURCE_DIR}/systemd/restart-netbird.conf\")
  install_pages(\"share/doc/netbird-idp-sync\" \"\" \"${PROJECT_SOURCE_DIR}/README.md\")
  install_pages(\"share/doc/netbird-idp-sync\" docs \"${pages}\")
  install_pages(\"share/doc/netbird-idp-sync/providers\" docs/providers \"${how_tos}\")
  install_compressed(\"share/doc/netbird-idp-sync\" \"${PROJECT_SOURCE_DIR}/CHANGELOG.md\" changelog)
  install_compressed(\"${CMAKE_INSTALL_MANDIR}/man8\"
    \"${PROJECT_SOURCE_DIR}/docs/man/netbird-idp-sync.8\" netbird-idp-sync.8)")

set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_VENDOR "netbird-idp-sync")
set(CPACK_PACKAGE_CONTACT "netbird-idp-sync maintainers <netbird-idp-sync@localhost>")
set(CPACK_PACKAGE_DIRECTORY ${PROJECT_BINARY_DIR}/packages)
set(CPACK_STRIP_FILES ON)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS ${CMAKE_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS})
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION net)
set(CPACK_PACKAGE_DESCRIPTION "Declares the identity providers of a self-hosted NetBird management server in
YAML, shows how the server differs, makes it match and keeps it that way. It
adopts what is there, never creates twice, and never deletes, recreates or
overwrites a secret without being told to.")
# What it loads, for every Debian and Ubuntu that has it, and for whichever processor it was built;
# tests/repository/release.py holds the program against it. Later releases call libssl3 libssl3t64.
# passwd: where systemd-sysusers cannot work, as in a root without /proc, postinst makes the user with useradd.
# Against glibc 2.38 or later, as Debian 13 has it, strtol() and its like become functions that 2.36 has not.
include(CheckCXXSourceCompiles)
check_cxx_source_compiles("
  #include <features.h>
  #if !__GLIBC_PREREQ(2, 38)
  #error older
  #endif
  int main() {}" IDPSYNC_GLIBC_OF_DEBIAN_13)
set(least_libc 2.36)
if(IDPSYNC_GLIBC_OF_DEBIAN_13)
  set(least_libc 2.38)
endif()
set(CPACK_DEBIAN_PACKAGE_DEPENDS
  "libc6 (>= ${least_libc}), libssl3 (>= 3.0.0) | libssl3t64 (>= 3.0.0), passwd, systemd | systemd-standalone-sysusers, systemd | systemd-standalone-tmpfiles")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "ca-certificates")
# For netbird-idp-sync-pull.timer alone.
set(CPACK_DEBIAN_PACKAGE_SUGGESTS "git, openssh-client")
set(CPACK_DEBIAN_PACKAGE_CONTROL_STRICT_PERMISSION ON)
set(CPACK_DEBIAN_PACKAGE_CONTROL_EXTRA
  ${PROJECT_SOURCE_DIR}/cmake/debian/postinst ${PROJECT_SOURCE_DIR}/cmake/debian/prerm
  ${PROJECT_SOURCE_DIR}/cmake/debian/postrm)
include(CPack)
