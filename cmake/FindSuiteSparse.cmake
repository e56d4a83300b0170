# SuiteSparse::KLU, SuiteSparse::LDL, SuiteSparse::AMD: Debian 12 ships no config file.
# These parts are LGPL or BSD; UMFPACK and the supernodal part of CHOLMOD are GPL and not used.
find_path(SuiteSparse_INCLUDE_DIR klu.h PATH_SUFFIXES suitesparse)
set(suitesparse_parts KLU LDL AMD)
set(suitesparse_variables SuiteSparse_INCLUDE_DIR)
foreach(part ${suitesparse_parts})
  string(TOLOWER ${part} library)
  find_library(SuiteSparse_${part}_LIBRARY ${library})
  list(APPEND suitesparse_variables SuiteSparse_${part}_LIBRARY)
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(SuiteSparse REQUIRED_VARS ${suitesparse_variables})
mark_as_advanced(${suitesparse_variables})

if(SuiteSparse_FOUND)
  foreach(part ${suitesparse_parts})
    if(NOT TARGET SuiteSparse::${part})
      add_library(SuiteSparse::${part} UNKNOWN IMPORTED)
      set_target_properties(SuiteSparse::${part} PROPERTIES
        IMPORTED_LOCATION ${SuiteSparse_${part}_LIBRARY}
        INTERFACE_INCLUDE_DIRECTORIES ${SuiteSparse_INCLUDE_DIR})
    endif()
  endforeach()
endif()
