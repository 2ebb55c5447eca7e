include(GNUInstallDirs)
install(TARGETS ecoredline RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
# Where GDAL itself looks when the prefix is its own (/usr); elsewhere the program finds it beside itself.
get_property(drivers GLOBAL PROPERTY ECOREDLINE_GDAL_DRIVERS)
install(TARGETS ${drivers} LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR}/gdalplugins)
install(DIRECTORY layers styles sample_data DESTINATION ${CMAKE_INSTALL_DATADIR}/ecoredline)
install(DIRECTORY docs/man/ DESTINATION ${CMAKE_INSTALL_MANDIR}/man1 FILES_MATCHING PATTERN "*.1")
