#!/bin/sh
# Listens to the pages as a blind person does: a real Chromium, a real screen reader (Orca), real keys. Not for CI.
# Wants, of Debian 12, as root: apt-get install orca at-spi2-core xvfb xauth dbus-x11 openbox xdotool speech-dispatcher chromium-l10n locales
#                 (id_ID.UTF-8: localedef -i id_ID -f UTF-8 id_ID.UTF-8)
#
#   sh tools/listen.sh http://127.0.0.1:8080/lapor < KEYS
#
# A line of KEYS is what a person does; below each stands what was spoken:
#   Tab Tab Return    keys, one after the other, each with what it said (names of xdotool; 5*Tab; h, shift+h, Insert+a)
#   "some words       typed into the focused field
#   @URL              goes to an address by the address bar
#   .SECONDS          waits, for what comes by itself
#   #...              a remark, printed
# LISTEN_DIR keeps what is made (profile, debug file of Orca); LISTEN_PAUSE: seconds of silence that end a turn, more on a busy machine.
# One at a time: a second Orca of the same user ends at once.
set -eu
[ "${LISTEN_INSIDE:-}" ] || {
	LISTEN_DIR=${LISTEN_DIR:-$(mktemp -d)}
	export LISTEN_DIR LISTEN_INSIDE=1 LANG=id_ID.UTF-8 LC_ALL=id_ID.UTF-8 LANGUAGE=id GNOME_ACCESSIBILITY=1 ACCESSIBILITY_ENABLED=1
	export HOME="$LISTEN_DIR" XDG_RUNTIME_DIR="$LISTEN_DIR/run" XDG_CONFIG_HOME="$LISTEN_DIR/config" XDG_DATA_HOME="$LISTEN_DIR/data"
	mkdir -p -m 700 "$XDG_RUNTIME_DIR"
	exec xvfb-run -a -s '-screen 0 1280x1000x24' dbus-run-session -- sh "$0" "$@"
}
heard=$LISTEN_DIR/orca.out
: > "$heard"
mkdir -p "$XDG_CONFIG_HOME/speech-dispatcher"
printf 'AudioOutputMethod "alsa"\nAddModule "dummy" "sd_dummy" ""\nDefaultModule dummy\n' > "$XDG_CONFIG_HOME/speech-dispatcher/speechd.conf"
mkdir -p "$XDG_DATA_HOME/orca"
cat > "$XDG_DATA_HOME/orca/user-settings.conf" <<-END
	{"general": {}, "pronunciations": {}, "keybindings": {}, "profiles": {"default": {"profile": ["Default", "default"],
	"enableKeyEcho": false, "sayAllOnLoad": ${LISTEN_READ:-false}, "pageSummaryOnLoad": false}}}
END
gsettings set org.gnome.desktop.interface toolkit-accessibility true
openbox 2> "$LISTEN_DIR/openbox.log" &
wm=$!
orca --debug-file="$heard" > "$LISTEN_DIR/orca.log" 2>&1 &
reader=$!
sleep 4
"${CHROMIUM:-chromium}" --no-sandbox --user-data-dir="$LISTEN_DIR/profile" --no-first-run --force-renderer-accessibility --disable-sync --password-store=basic \
	--disable-background-networking --disable-component-update --disable-features=Translate --window-size=1280,1000 "$1" > "$LISTEN_DIR/chromium.log" 2>&1 &
browser=$!
trap 'kill $browser $reader $wm 2> /dev/null || true' EXIT INT TERM
at=0
# What was said since, once nothing more came for a while.
spoken() {
	last=-1
	while size=$(wc -c < "$heard"); [ "$size" != "$last" ]; do last=$size; sleep "${LISTEN_PAUSE:-1}"; done
	tail -c "+$((at + 1))" "$heard" | sed -n "s/^[^S]*SPEECH OUTPUT: '\(.*\)'\( *{.*\)\{0,1\}$/      \1/p" | grep -v '^ *$' || true
	at=$size
}
press() {
	printf '  %s\n' "$1"
	case $1 in Insert+*) xdotool keydown Insert key "${1#*+}" keyup Insert ;; *) xdotool key -- "$1" || true ;; esac
	spoken
}
sleep 4
printf '%s\n' "$1"
spoken
while IFS= read -r line; do
	case $line in
	'') ;;
	\#*) printf '\n%s\n' "$line" ;;
	\"*) printf '  %s\n' "$line"; xdotool type --delay 60 -- "${line#?}"; spoken ;;
	@*) printf '%s\n' "$line"; xdotool key ctrl+l; sleep 1; xdotool type --delay 15 -- "${line#?}"; at=$(wc -c < "$heard"); xdotool key Return; sleep 1; spoken ;;
	.*) printf '  %s\n' "$line"; sleep "${line#?}"; spoken ;;
	*) set -f; for word in $line; do
		n=1 key=$word
		case $word in [0-9]*\**) n=${word%%\**} key=${word#*\*} ;; esac
		while [ "$n" -gt 0 ]; do press "$key"; n=$((n - 1)); done
	done ;;
	esac
done
