# landbridge_install(): every folder is a component, `find_package(landbridge COMPONENTS gas)`.
# Which third parties a component needs is read from what its target links.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)

function(landbridge_install)
  set(where ${CMAKE_INSTALL_LIBDIR}/cmake/landbridge)
  get_property(modules GLOBAL PROPERTY landbridge_modules)
  set(LANDBRIDGE_COMPONENTS "")
  foreach(name ${modules})
    install(TARGETS landbridge_${name} EXPORT landbridge_${name} COMPONENT ${name}
            FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
    install(EXPORT landbridge_${name} NAMESPACE landbridge:: DESTINATION ${where}
            FILE landbridge-${name}.cmake COMPONENT ${name})
    get_property(depends GLOBAL PROPERTY landbridge_${name}_DEPENDS)
    landbridge_packages_of(landbridge_${name} packages)
    string(APPEND LANDBRIDGE_COMPONENTS
      "set(landbridge_${name}_depends ${depends})\nset(landbridge_${name}_packages ${packages})\n")
  endforeach()
  string(REPLACE ";" " " LANDBRIDGE_COMPONENTS "${LANDBRIDGE_COMPONENTS}")
  string(REPLACE ";" " " LANDBRIDGE_ALL_COMPONENTS "${modules}")
  configure_package_config_file(
    ${PROJECT_SOURCE_DIR}/cmake/landbridgeConfig.cmake.in
    ${PROJECT_BINARY_DIR}/cmake/landbridgeConfig.cmake INSTALL_DESTINATION ${where}
    PATH_VARS CMAKE_INSTALL_INCLUDEDIR)
  write_basic_package_version_file(
    ${PROJECT_BINARY_DIR}/cmake/landbridgeConfigVersion.cmake COMPATIBILITY SameMinorVersion)
  install(FILES ${PROJECT_BINARY_DIR}/cmake/landbridgeConfig.cmake
                ${PROJECT_BINARY_DIR}/cmake/landbridgeConfigVersion.cmake
                ${PROJECT_SOURCE_DIR}/cmake/FindSuiteSparse.cmake
                ${PROJECT_SOURCE_DIR}/cmake/FindClp.cmake
          DESTINATION ${where} COMPONENT base)
  install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT base)
  if(TARGET landbridge)
    install(TARGETS landbridge RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
  endif()
endfunction()

# The packages whose targets (`Package::target`) a target links, publicly or not.
function(landbridge_packages_of target result)
  get_target_property(type ${target} TYPE)
  get_target_property(links ${target} INTERFACE_LINK_LIBRARIES)
  if(NOT type STREQUAL "INTERFACE_LIBRARY")
    get_target_property(more ${target} LINK_LIBRARIES)
    list(APPEND links ${more})
  endif()
  set(packages "")
  foreach(link ${links})
    if(link MATCHES "^([A-Za-z0-9_]+)::" AND NOT CMAKE_MATCH_1 STREQUAL "landbridge")
      list(APPEND packages ${CMAKE_MATCH_1})
    endif()
  endforeach()
  list(REMOVE_DUPLICATES packages)
  set(${result} "${packages}" PARENT_SCOPE)
endfunction()
