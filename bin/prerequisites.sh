# shellcheck shell=bash
# What the scripts need of the machine: found, installed (Debian, as root), or named.

have_jdk_17() { command -v javac >/dev/null 2>&1 && [ "$(javac -version 2>&1 | sed 's/javac \([0-9]*\).*/\1/')" -ge 17 ]; }

need_jdk_and_maven() {
  local missing=()
  have_jdk_17 || missing+=(openjdk-17-jdk-headless)
  command -v mvn >/dev/null 2>&1 || missing+=(maven)
  [ ${#missing[@]} -eq 0 ] && return
  if [ "$(id -u)" -eq 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "installing ${missing[*]}" >&2
    apt-get -qq update >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get -qq -y install "${missing[@]}" >/dev/null && return
  fi
  echo "missing: ${missing[*]} (expected: a JDK of at least 17 with javac, and Maven of at least 3.8, on the PATH)" >&2
  exit 1
}
