# Warnings are errors for our own files; ccache and a fast linker are used where present.
add_library(landbridge_flags INTERFACE)
target_compile_options(landbridge_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)

# Same input, same bytes: no contraction into fused multiply-add, whatever the machine.
add_compile_options(-ffp-contract=off)

find_program(LANDBRIDGE_CCACHE ccache)
if(LANDBRIDGE_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${LANDBRIDGE_CCACHE})
endif()
find_program(LANDBRIDGE_MOLD mold)
find_program(LANDBRIDGE_LLD ld.lld)
if(LANDBRIDGE_MOLD)
  add_link_options(-fuse-ld=mold)
elseif(LANDBRIDGE_LLD)
  add_link_options(-fuse-ld=lld)
endif()
