# A program that writes generated networks; for tests/peers and benchmarks/peers.
include_guard(GLOBAL)
add_executable(write_grid ${CMAKE_CURRENT_LIST_DIR}/write_grid.cpp)
landbridge_warn(write_grid)
target_include_directories(write_grid PRIVATE ${PROJECT_SOURCE_DIR}/tests/support)
target_link_libraries(write_grid PRIVATE landbridge::gas)
