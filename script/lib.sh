# What script/server and script/test share: packages, Node.js, modules.  Sourced by bash.

BUILD_PACKAGES=(gcc libc6-dev make pkg-config libmicrohttpd-dev libpq-dev libjansson-dev libsodium-dev
	libcurl4-openssl-dev libzip-dev libexpat1-dev libpango1.0-dev libcairo2-dev libqrencode-dev
	libutf8proc-dev libjpeg62-turbo-dev libpng-dev libqpdf-dev libseccomp-dev libfido2-dev zlib1g-dev
	libxlsxwriter-dev fonts-liberation)
TEST_PACKAGES=(libcmocka-dev liboath-dev sqlite3 procps clang-14 libclang-rt-14-dev clang-format-14 postgresql-15 poppler-utils
	chromium gawk)

say() { printf '%s\n' "$*" >&2; }

jobs() { nproc 2>/dev/null || echo 2; }

as_root() { if [ "$(id -u)" -eq 0 ]; then "$@"; else sudo "$@"; fi; }

# Is any file in the given places newer than the first?
newer_than() {
	local file=$1
	shift
	[ -n "$(find "$@" -newer "$file" -type f -print -quit 2>/dev/null)" ]
}

missing_of() {
	local p
	for p in "$@"; do
		[ "$(dpkg-query -W -f '${db:Status-Status}' "$p" 2>/dev/null)" = installed ] || printf '%s\n' "$p"
	done
}

# Installs what is not there, in one run.
need_packages() {
	local missing
	mapfile -t missing < <(missing_of "$@")
	[ ${#missing[@]} -gt 0 ] || return 0
	say "Installing ${#missing[@]} packages..."
	as_root apt-get -qq update >/dev/null
	as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "${missing[@]}" \
		>/dev/null
}

# Node.js 18 or newer runs the generators; any will do.
has_node() { command -v node >/dev/null && [ "$(node -p 'process.versions.node.split(".")[0]')" -ge 18 ]; }
need_node() { has_node || need_packages nodejs; }
need_npm() {
	need_node
	command -v npm >/dev/null || need_packages npm
}

# The pinned packages of package-lock.json.  Arguments go to npm ci.
need_modules() {
	local stamp=node_modules/.package-lock.json
	[ -L node_modules ] && return 0
	if [ -f "$stamp" ] && ! newer_than "$stamp" package-lock.json &&
		{ [ "${1:-}" = --omit=dev ] || [ -d node_modules/playwright-core ]; }; then return; fi
	need_npm
	say "Fetching node modules..."
	npm ci "$@" --ignore-scripts --no-audit --no-fund --silent
}
