include(GNUInstallDirs)
# What is installed is named below: tests need not be built for it.
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY ON)
install(TARGETS ecoredline RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
if(TARGET ecoredline-desktop)
  install(TARGETS ecoredline-desktop RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
endif()
# Where GDAL itself looks when the prefix is its own (/usr); elsewhere the program finds it beside itself.
get_property(drivers GLOBAL PROPERTY ECOREDLINE_GDAL_DRIVERS)
install(TARGETS ${drivers} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/gdalplugins)
install(DIRECTORY layers styles templates sample_data DESTINATION ${CMAKE_INSTALL_DATADIR}/ecoredline)
install(DIRECTORY docs/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN "*.1")
if(TARGET ecoredline-desktop)
  install(FILES cmake/package/ecoredline.desktop DESTINATION ${CMAKE_INSTALL_DATADIR}/applications)
  install(FILES cmake/package/ecoredline.svg DESTINATION ${CMAKE_INSTALL_DATADIR}/icons/hicolor/scalable/apps)
  install(FILES cmake/package/ecoredline.xml DESTINATION ${CMAKE_INSTALL_DATADIR}/mime/packages)
endif()
install(FILES LICENSE DESTINATION ${CMAKE_INSTALL_DATADIR}/doc/ecoredline RENAME copyright)

# `cpack` in the build folder makes a Debian package of all of it. Its libraries are found by dpkg-shlibdeps; what is
# only loaded at run time is named.
set(CPACK_GENERATOR DEB)
set(CPACK_PACKAGE_NAME ecoredline)
set(CPACK_PACKAGE_VERSION ${PROJECT_VERSION})
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_STRIP_FILES ON)
# Debian wants a maintainer; the project names nobody and has no address of its own.
set(CPACK_PACKAGE_CONTACT "EcoRedline")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "Screening of project sites against protective zones, offline")
set(CPACK_DEBIAN_PACKAGE_DESCRIPTION
    "Command line and window that lay project sites over ecological red lines,
nature reserves and some thirty other kinds of zones, say what the rules make
of it, follow problems to their write-off, keep the ledger of areas and draw
map sheets. 生态环境分区与保护区域空间核查。")
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SECTION science)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_DEPENDS "proj-data, fonts-wqy-microhei")
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "libqt6svg6, qt6-translations-l10n")
include(CPack)
