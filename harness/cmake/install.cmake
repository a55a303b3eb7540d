# cmake --install, and packages by CPack: a .deb and a tarball.
# The program finds its data by ../share/ews-conform, so that a prefix can be moved as a whole.

set(EWC_DATA ${CMAKE_INSTALL_DATADIR}/ews-conform)
install(TARGETS ews-conform RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY cases xslt reports DESTINATION ${EWC_DATA} PATTERN "*~" EXCLUDE)
install(FILES README.md CONTRIBUTING.md CHANGELOG.md SECURITY.md DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(DIRECTORY harness/docs/ DESTINATION ${CMAKE_INSTALL_DOCDIR}/harness/docs FILES_MATCHING PATTERN "*.png" PATTERN "man" EXCLUDE PATTERN "adr" EXCLUDE)
# README.md leads to the READMEs of these, which lie with the data.
foreach(part cases xslt reports)
  install(CODE "file(CREATE_LINK ../../ews-conform/${part}
    \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${CMAKE_INSTALL_DOCDIR}/${part}\" SYMBOLIC)")
endforeach()
install(FILES harness/cmake/copyright DESTINATION ${CMAKE_INSTALL_DOCDIR})
install(FILES harness/completion/ews-conform.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions
        RENAME ews-conform)
install(FILES harness/completion/_ews-conform DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/vendor-completions)
install(FILES harness/completion/ews-conform.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)

# Debian wants manual pages and the changelog compressed; where there is no gzip they are installed as they are.
find_program(EWC_GZIP gzip)
function(ewc_install_compressed file destination)
  cmake_path(GET file FILENAME name)
  if(ARGC GREATER 2)
    set(name ${ARGV2})
  endif()
  if(EWC_GZIP)
    set(packed ${CMAKE_BINARY_DIR}/install/${name}.gz)
    add_custom_command(OUTPUT ${packed} COMMAND sh -c "'${EWC_GZIP}' -9nc '${PROJECT_SOURCE_DIR}/${file}' >'${packed}'"
      DEPENDS ${PROJECT_SOURCE_DIR}/${file} VERBATIM)
    set_property(GLOBAL APPEND PROPERTY EWC_PACKED ${packed})
    install(FILES ${packed} DESTINATION ${destination})
  else()
    install(FILES ${file} DESTINATION ${destination} RENAME ${name})
  endif()
endfunction()
file(MAKE_DIRECTORY ${CMAKE_BINARY_DIR}/install)
ewc_install_compressed(harness/docs/man/ews-conform.1 ${CMAKE_INSTALL_MANDIR}/man1)
ewc_install_compressed(harness/docs/man/ews-conform-case.5 ${CMAKE_INSTALL_MANDIR}/man5)
ewc_install_compressed(harness/docs/man/ews-conform.conf.5 ${CMAKE_INSTALL_MANDIR}/man5)
ewc_install_compressed(harness/cmake/changelog ${CMAKE_INSTALL_DOCDIR})
get_property(packed GLOBAL PROPERTY EWC_PACKED)
add_custom_target(ewc_packed ALL DEPENDS ${packed})

set(CPACK_GENERATOR "TGZ;DEB")
set(CPACK_PACKAGE_VENDOR "ews-conform")
set(CPACK_PACKAGE_CONTACT "ews-conform maintainers <maintainers@ews-conform.invalid>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "protocol conformance test harness for Exchange Web Services")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
"Tests whether a server implements the Exchange Web Services operation
SetImGroup as documented: case files say what is sent, stylesheets judge what
comes back, and each finding names the requirement that it comes from.
It brings its suite, a reference server to try it on, and reports for people
and for continuous integration.")
set(CPACK_DEBIAN_PACKAGE_SECTION "net")
set(CPACK_DEBIAN_PACKAGE_PRIORITY "optional")
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
set(CPACK_PACKAGE_CHECKSUM SHA256)
set(CPACK_INSTALL_DEFAULT_DIRECTORY_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE
    WORLD_READ WORLD_EXECUTE)
include(CPack)
