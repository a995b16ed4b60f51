# shellcheck shell=bash
# What the scripts need of the machine: found, installed (Debian, as root), or named.

have_jdk_17() { command -v javac >/dev/null 2>&1 && [ "$(javac -version 2>&1 | sed 's/javac \([0-9]*\).*/\1/')" -ge 17 ]; }

# provide WHAT IS EXPECTED, PACKAGE...
provide() {
  local expected=$1
  shift
  [ $# -eq 0 ] && return
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing $*" >&2
    # Tests start their own servers: RUNLEVEL=1 keeps packages from starting theirs.
    # And only what was asked for: prometheus recommends another server.
    apt-get -qq update >/dev/null && RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get -qq -y install --no-install-recommends "$@" >/dev/null && return
  fi
  echo "missing: $* (expected: $expected)" >&2
  exit 1
}

need_jdk_and_maven() {
  local missing=()
  have_jdk_17 || missing+=(openjdk-17-jdk-headless)
  command -v mvn >/dev/null 2>&1 || missing+=(maven)
  provide "a JDK of at least 17 with javac, and Maven of at least 3.8, on the PATH" "${missing[@]}"
}

# Cassandra and DynamoDB Local come from Maven, memcached and Prometheus (with promtool; 22 MB to download) do not.
need_test_servers() {
  local missing=()
  command -v memcached >/dev/null 2>&1 || missing+=(memcached)
  command -v promtool >/dev/null 2>&1 && command -v prometheus >/dev/null 2>&1 || missing+=(prometheus)
  provide "memcached, prometheus and promtool on the PATH, for tests of caches, alerts and dashboards" "${missing[@]}"
}

# The console is tested in a real browser.
need_browser() {
  local missing=()
  command -v chromium >/dev/null 2>&1 || missing+=(chromium)
  command -v chromedriver >/dev/null 2>&1 || missing+=(chromium-driver)
  provide "chromium and chromedriver on the PATH, for tests of the console" "${missing[@]}"
}
