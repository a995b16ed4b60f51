# shellcheck shell=bash
# Builds the quickstart's class path where something has changed. Wants in its caller's variables:
# built (the file with the class path), class_paths (files that have to be there), servers (properties that leave others out), root.
log=target/quickstart-build.log

up_to_date() {
  local path entry entries
  for path in "${class_paths[@]}"; do
    [ -s "$path" ] || return 1
    IFS=: read -ra entries <"$path"
    for entry in "${entries[@]}"; do [ -e "$entry" ] || return 1; done
  done
  [ -z "$(find pom.xml jobs sinks region-config src \( -path '*/src/main/*' -o -name pom.xml \) -type f -newer "$built" -print -quit)" ]
}

build() {
  mvn -q -B -ntp "$@" "${servers[@]}" -pl src/quickstart -am -Dmaven.test.skip=true -Dspotless.check.skip=true -Denforcer.skip=true \
    compile dependency:build-classpath -Dmdep.outputFile=target/classpath.txt -Dmdep.includeScope=runtime >"$log" 2>&1
}

# build_if_changed SCRIPT
build_if_changed() {
  if ! up_to_date; then
    mkdir -p target
    echo "building (what Maven says goes to $log)" >&2
    if ! build -o; then
      echo "downloading what is missing: this takes a few minutes the first time" >&2
      if ! build; then
        grep -m 5 ERROR "$log" >&2 || tail -n 5 "$log" >&2
        echo "$1: the build failed, see $root/$log" >&2
        exit 1
      fi
    fi
    touch "$built" # Maven leaves it as it is if the class path is the same
  fi
}
