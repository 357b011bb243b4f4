#!/usr/bin/env bash
# A camera of Debian's ffmpeg, curl, openssl, jq and mosquitto_pub/sub, written from docs/protocol alone: it is how we
# know that the page is enough. Records live in segments of 2 s and sends each while the next is recorded.
#
#   PAIRING='{"v":1,…}' UUID=… AUTHKEY=… [FLASH=folder] [ENCRYPTION=none] [MISTAKE=hex-key] camera.sh
#
# FLASH keeps what pairing gave; started again with it, the camera pairs no more. Ends with its first verification, or on
# TERM. It puts secrets on command lines, where other programs of the machine see them: firmware must not.
set -euo pipefail

uuid=${UUID:?the UUID of the licence}
authkey=${AUTHKEY:?the AuthKey of the licence}
firmware=${FIRMWARE:-4.1.0}
encryption=${ENCRYPTION:-aes-128}
mistake=${MISTAKE:-none}
segments=${SEGMENTS:-3}
work=$(mktemp -d)
flash=${FLASH:-$work/flash}
features='{"sleepy":false,"probe":false}'
settings='{"motionDetection":{"enabled":true,"sensitivity":"high","schedule":null},"privacyMode":false}'
token=
children=()
trap 'kill "${children[@]}" 2>/dev/null || true; rm -rf "$work"' EXIT
trap 'exit 0' TERM INT

hmac() { printf %s "$2" | openssl dgst -sha256 -hmac "$1" -r | cut -d ' ' -f 1; }

# curl waits 1 s, 2 s, 4 s … between tries, and as long as Retry-After says.
curl_patiently() { curl -sS --fail-with-body --retry 4 --retry-connrefused --max-time 20 "$@"; }

# post PATH JSON; shows a refusal, its code says what to do
post() {
  local answer
  if answer=$(curl_patiently -X POST "$url$1" -d "$2" -H 'content-type: application/json' \
    ${token:+-H "authorization: Bearer $token"}); then
    printf %s "$answer"
  else
    echo "$1: $answer" >&2
    return 1
  fi
}

pair() {
  local pairing=${PAIRING:?the text of the QR code} pairing_token
  pairing_token=$(jq -r .t <<<"$pairing")
  url=$(jq -r .u <<<"$pairing")
  mkdir -p "$flash"
  post /device/v1/pair "$(jq -n --arg token "$pairing_token" --arg uuid "$uuid" --arg firmware "$firmware" \
    --arg proof "$(hmac "$authkey" "$pairing_token.$uuid")" --argjson features "$features" \
    '{token: $token, uuid: $uuid, proof: $proof, firmware: $firmware, features: $features}')" |
    jq --arg u "$url" '{u: $u, deviceId, secret}' >"$flash/identity.new"
  mv "$flash/identity.new" "$flash/identity"
}

get_token() {
  local challenge granted address
  token=
  challenge=$(post /device/v1/challenge "$(jq -n --arg id "$id" '{deviceId: $id}')" | jq -r .challenge)
  granted=$(post /device/v1/token "$(jq -n --arg id "$id" --arg challenge "$challenge" \
    --arg proof "$(hmac "$secret" "$challenge")" '{deviceId: $id, challenge: $challenge, proof: $proof}')")
  token=$(jq -r .token <<<"$granted")
  address=$(jq -r '.mqttUrl | sub("^mqtt://"; "")' <<<"$granted")
  broker=(-h "${address%:*}" -p "${address##*:}" -V mqttv311 -u "$id" -P "$token" -q 1)
  session=$(date -d "$(jq -r .serverTime <<<"$granted")" +%s)
}

# status STATE SEQUENCE
status() {
  jq -cn --arg id "$session.$2" --argjson session "$session" --argjson sequence "$2" --arg state "$1" \
    --arg firmware "$firmware" --argjson features "$features" --argjson settings "$settings" \
    '{id: $id, session: $session, sequence: $sequence, state: $state, firmware: $firmware, features: $features}
      + $settings'
}

# say KIND JSON: a connection of its own each time, hence the suffix
say() { mosquitto_pub "${broker[@]}" -i "$id.say-$BASHPID" -t "kt/d/$id/up/$1" -m "$2"; }
tell() { say status "$(status "$1" "$(date +%s%3N)")"; }
reply() { say reply "$(jq -c --arg firmware "$firmware" "{id, firmware: \$firmware} + $2" <<<"$1")"; }

# Something that moves, and the clock where there is a font for it; the noise differs each time in any case.
picture() {
  local font filters="noise=alls=4:allf=t:all_seed=$RANDOM"
  font=$(find /usr/share/fonts -name '*.ttf' -print -quit 2>/dev/null || true)
  [ -z "$font" ] || filters+=",drawtext=fontfile=$font:fontsize=28:fontcolor=white:box=1:boxcolor=black:x=20:y=20:text='%{localtime} $id'"
  printf %s "[0]$filters[room];[room][1]overlay=x='mod(t*160,560)':y='160+60*sin(t*3)'"
}

# Names each finished segment with its start and end in seconds: "0.ts,0.000000,2.000000".
record() {
  ffmpeg -hide_banner -loglevel error -y -re -f lavfi -i testsrc2=size=640x360:rate=15 \
    -f lavfi -i color=orange:size=80x80:rate=15 -t $((segments * 2)) -filter_complex "$(picture)" \
    -c:v libx264 -preset veryfast -tune zerolatency -pix_fmt yuv420p -g 30 -keyint_min 30 -sc_threshold 0 \
    -f segment -segment_time 2 -segment_format mpegts -segment_list pipe:1 -segment_list_type csv \
    "$work/%d.ts" </dev/null
}

# What MISTAKE=hex-key gets wrong: 16 letters of the text where 16 bytes belong.
cipher_key() {
  if [ "$mistake" = hex-key ]; then printf %s "${key:0:16}" | od -An -tx1 | tr -d ' \n'; else printf %s "$key"; fi
}

# put_object KIND DURATION_MS FILE; uses and raises $number
put_object() {
  local file=$3 iv= target
  if [ "$encryption" = aes-128 ]; then
    iv=$(openssl rand -hex 16)
    openssl enc -aes-128-cbc -K "$(cipher_key)" -iv "$iv" -in "$file" -out "$file.enc"
    file+=.enc
  fi
  target=$(post "/device/v1/events/$event/objects" "$(jq -n --argjson n "$number" --arg kind "$1" --argjson durationMs "$2" \
    --argjson bytes "$(stat -c %s "$file")" --arg md5 "$(md5sum "$file" | cut -d ' ' -f 1)" \
    --arg sha256 "$(sha256sum "$file" | cut -d ' ' -f 1)" --arg iv "$iv" \
    '{n: $n, kind: $kind, bytes: $bytes, durationMs: $durationMs, md5: $md5, sha256: $sha256,
      iv: (if $iv == "" then null else $iv end)}')")
  if [ "$(jq -r .state <<<"$target")" = waiting ]; then
    jq -r '.headers | to_entries[] | "header = \"\(.key): \(.value)\""' <<<"$target" >"$file.headers"
    curl_patiently -K "$file.headers" -T "$file" "$(jq -r .url <<<"$target")"
  fi
  post "/device/v1/events/$event/objects/$number/commit" '{}' >"$work/committed"
  number=$((number + 1))
}

# open_event NONCE AGE_MS
open_event() {
  local opened
  opened=$(post /device/v1/events "$(jq -n --arg deviceEventId "$(openssl rand -hex 8)" --arg nonce "$1" \
    --argjson ageMs "$2" --arg startedAt "$(date -u -d "@$(jq -n "now - $2 / 1000")" +%FT%T.%3NZ)" --arg firmware "$firmware" \
    --arg encryption "$encryption" '{deviceEventId: $deviceEventId, type: "motion", startedAt: $startedAt, ageMs: $ageMs,
      firmware: $firmware, nonce: $nonce,
      declaration: {container: "ts", codec: "h264", width: 640, height: 360, encryption: $encryption}}')")
  event=$(jq -r .eventId <<<"$opened")
  key=$(jq -r .key <<<"$opened")
  number=0
}

# watch NONCE: the motion comes in the first segment, which is the pre-record
watch() {
  local name from to total=0
  while IFS=, read -r name from to; do
    if [ "$name" = 0.ts ]; then
      open_event "$1" 1000
      ffmpeg -hide_banner -loglevel error -y -i "$work/$name" -frames:v 1 -update 1 "$work/snapshot.jpg" </dev/null
      put_object snapshot 0 "$work/snapshot.jpg"
    fi
    local ms
    ms=$(jq -n "$to * 1000 - $from * 1000 | round")
    put_object segment "$ms" "$work/$name"
    total=$((total + ms))
  done < <(record)
  post "/device/v1/events/$event/close" "$(jq -n --arg firmware "$firmware" --argjson objects "$number" \
    --argjson ms "$total" '{objects: $objects, durationMs: $ms, firmware: $firmware}')" >"$work/closed"
  echo "event $event uploaded"
}

# obey TOPIC COMMAND: a command may come twice; what sets something is simply set again, a grant is watched once
obey() {
  local topic=$1 command=$2 nonce
  case ${topic##*/} in
    ping) reply "$command" '{ok: true}' ;;
    revoke)
      reply "$command" '{ok: true}'
      tell offline
      exit 0
      ;;
    settings)
      settings=$(jq -c --argjson now "$settings" '$now + ({motionDetection, privacyMode} | with_entries(select(.value != null)))' <<<"$command")
      reply "$command" '{ok: true}'
      tell online
      ;;
    grant)
      nonce=$(jq -r .nonce <<<"$command")
      reply "$command" '{ok: true}'
      [ "$nonce" != "${watched:-}" ] || return 0
      watched=$nonce
      watch "$nonce" &
      children+=($!)
      ;;
    unpair)
      reply "$command" '{ok: true}'
      rm -f "$flash/identity"
      exit 0
      ;;
    *) reply "$command" '{ok: false, reason: "unknown_command"}' ;;
  esac
}

[ -f "$flash/identity" ] || pair
url=$(jq -r .u "$flash/identity")
id=$(jq -r .deviceId "$flash/identity")
secret=$(jq -r .secret "$flash/identity")

while :; do
  get_token
  subscribed=
  mkfifo "$work/down" 2>/dev/null || true
  # stdbuf: into a pipe, "Subscribed" would otherwise wait for more to come together
  stdbuf -oL mosquitto_sub "${broker[@]}" -i "$id" -k 30 -d -t "kt/d/$id/down/+" -F '%t %p' \
    --will-topic "kt/d/$id/up/status" --will-qos 1 --will-payload "$(status offline 9007199254740991)" >"$work/down" &
  listener=$!
  children+=("$listener")
  exec 3<"$work/down"
  while read -t 25 -r -u 3 topic rest || [ $? -gt 128 ]; do
    case $topic in
      '') tell online || break ;; # 25 s passed
      kt/*) obey "$topic" "$rest" ;;
      Subscribed)
        # Also when mosquitto_sub came back by itself.
        tell online || break
        [ -n "$subscribed" ] || echo "device $id is online"
        subscribed=yes
        ;;
    esac
    topic=
  done
  kill "$listener" 2>/dev/null || true # two with one client id would drive each other out
  sleep $((1 + RANDOM % 3))
done
