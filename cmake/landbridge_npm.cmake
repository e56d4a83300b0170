# landbridge_npm(<name> <folder>): the npm packages of <folder>/package-lock.json, installed into
# <build>/npm/<name>/node_modules when that is missing or the lock file has changed.
# Sets <name>_NODE_MODULES and <name>_NPM_STAMP (what a custom command DEPENDS on) for the caller.
# With LANDBRIDGE_NO_INSTALL=1 in the environment nothing is fetched: the build stops and says so.
function(landbridge_npm name folder)
  find_program(LANDBRIDGE_NPM npm REQUIRED)
  set(where ${PROJECT_BINARY_DIR}/npm/${name})
  set(stamp ${where}/node_modules/.package-lock.json)
  add_custom_command(OUTPUT ${stamp}
    COMMAND sh ${PROJECT_SOURCE_DIR}/cmake/npm_ci.sh ${LANDBRIDGE_NPM} ${folder} ${where}
    DEPENDS ${folder}/package.json ${folder}/package-lock.json
            ${PROJECT_SOURCE_DIR}/cmake/npm_ci.sh
    COMMENT "npm packages of ${name}" VERBATIM)
  set(${name}_NODE_MODULES ${where}/node_modules PARENT_SCOPE)
  set(${name}_NPM_STAMP ${stamp} PARENT_SCOPE)
endfunction()
