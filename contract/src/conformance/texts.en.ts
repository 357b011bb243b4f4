import type { ConformanceTexts } from './texts.ts';

export const en: ConformanceTexts = {
  verdicts: { pass: 'Pass', warn: 'Warn', fail: 'Fail', skipped: 'Skipped' },
  partly: '{passed} of {all} passed, {skipped} not tested',
  move: 'Move in front of the camera for {seconds} s, now.',
  darken:
    'Cover the lens for {seconds} s, now, so that the camera takes it for night. One that simulates the night needs nobody.',
  items: {
    'motion-off': {
      title: 'Motion alarm off',
      about: 'The motion-alarm switch is set to off. Whoever has cloud storage still gets every event.',
    },
    'privacy-mode': {
      title: 'Privacy mode',
      about: 'While privacy mode is on, motion opens no event. Once it is off, the next motion is uploaded again.',
    },
    'back-to-back': {
      title: 'Events back to back',
      about: 'Something moves again as soon as an event has ended. Both events arrive complete.',
    },
    'long-event': {
      title: 'Event longer than the limit',
      about:
        'The grant sets a limit to one event (5 minutes in service, less in this test). When motion lasts longer, the camera cuts there, begins the next event at once, and loses nothing in between.',
    },
    'uplink-lost': {
      title: 'Uplink lost in mid-upload',
      about:
        'After the first segment the camera gets no answer for a while. It goes on with the segment that was not acknowledged, in the same event.',
    },
    'server-restart': {
      title: 'Server restart',
      about:
        'In mid-upload the server closes the MQTT line and answers 503 for a while. The camera comes back by itself and completes the event.',
    },
    'token-expired': {
      title: 'Token expires in mid-upload',
      about: 'After the first segment the token is not accepted any more. The camera gets a new one and goes on.',
    },
    'wrong-clock': {
      title: 'Wrong clock at wake-up',
      about:
        'The camera is told a wrong time, as if it woke with a wrong clock, and then the right one. Ages stay right throughout, and the next event has the right time.',
    },
    'key-rotation': {
      title: 'Key rotation',
      about: 'Each event has a key of its own. The camera encrypts the second event with the second key.',
    },
    'wrong-certificate': {
      title: 'Wrong server certificate',
      about:
        'The target of one segment is a server whose certificate must be refused: self-signed; then, each time the camera has refused and declares the segment again, one of an unknown authority, and where the platform has an authority of its own, one that ended and one for another host. The camera sends nothing to any of them, and completes the event with the target that it gets in the end.',
    },
    'wrong-broker': {
      title: 'Wrong broker certificate',
      about:
        'In mid-upload the MQTT line is closed and the token not taken there any more. The address that comes with the next tokens, which live for 15 s, is that of a broker whose certificate must be refused: self-signed; then, each time the camera has refused and asks for a token, one of an unknown authority, and where the platform has an authority of its own, one that ended and one for another host. The camera never sends its CONNECT there; after 75 s at the latest tokens come with the right address again. The event arrives complete.',
    },
    rate: {
      title: 'Playback speed',
      about:
        'Continuous recording is permitted and watched for more than a minute: time stamps run as fast as the real time. Where the camera does not record so, motion of 10 s and of 70 s is simulated, and the two recordings differ by a minute, within a tenth and one group of pictures.',
    },
    night: {
      title: 'Night',
      about:
        'Motion at night is simulated, or somebody covers the lens. When the frame rate drops at night, time stamps still run as fast as the real time.',
    },
    'power-cut': {
      title: 'Coming back after a power cut',
      about:
        'Three times the MQTT line is ended and the next four attempts to connect are refused, as when a whole street has its power back and the platform cannot take all at once. The camera waits half a second and more before it tries again, about twice as long each time, and never exactly as long as the time before.',
    },
    'cloned-secret': {
      title: 'Two units with one secret',
      about:
        'For a while it is watched whether somebody else connects as this device. Of two units that hold the same secret, since the flash of one was copied or one image was written to both, each takes the line from the other, and neither gets all that is meant for it.',
    },
    sleep: {
      title: 'Sleep, waking and a late clock',
      about:
        'For cameras that sleep between events. The camera is told a time that is an hour behind, records an event, falls asleep and says so. Then somebody moves in front of it: it wakes, answers a command within a minute, takes its clock from the right time that it is told now, and its event stands at the right time.',
    },
    update: {
      title: 'Firmware update in mid-recording',
      about:
        'Only where a release newer than the camera’s version is offered to at least one per cent. While an event is recorded the camera is told to ask for firmware, and is offered that release whatever its share. It lets the event come to its end, installs, reports that the new version runs, and records the next motion with it. The camera keeps the new version.',
    },
  },
  reasons: {
    as_expected: { title: 'The camera did what is expected', remedy: '' },
    grant_not_taken: {
      title: 'The recording grant was not acknowledged within {seconds} s',
      remedy: 'Check that the firmware answers the record command, and keeps its MQTT line.',
    },
    device_silent: {
      title: 'The camera did not answer a command within {seconds} s',
      remedy: 'Check that the firmware replies to every command, and keeps its MQTT line.',
    },
    no_event: {
      title: 'No event within {seconds} s of the motion',
      remedy:
        'Check that the camera opens an event for motion while a recording grant is in force. If nobody moved in front of it, run this item again.',
    },
    switch_obeyed: {
      title: 'With the motion alarm off, motion was not uploaded',
      remedy:
        'The switch is for alarms. While a recording grant is in force, open an event for every motion, whatever the switch says.',
    },
    second_event_missing: {
      title: 'The second motion opened no event within {seconds} s',
      remedy: 'Be ready for the next event as soon as one is closed; a pause after an event loses what happens in it.',
    },
    upload_incomplete: {
      title: 'The event was not complete within {seconds} s: {stored} of {declared} objects',
      remedy: 'Upload every object, commit it, and close the event with their number.',
    },
    event_not_closed: {
      title: 'All {declared} objects arrived, and the event was not closed within {seconds} s',
      remedy: 'Close the event after its last commit, with the number of its objects.',
    },
    call_refused: {
      title: 'The platform refused what the camera sent: {reason}',
      remedy:
        'The device protocol says under this code what to do. The same again is refused again; let the firmware log each refusal with its code and fields.',
    },
    event_in_privacy: {
      title: 'An event was opened while privacy mode was on',
      remedy: 'In privacy mode record nothing and open nothing, whatever moves.',
    },
    too_long: {
      title: 'The event went on beyond {seconds} s, and nothing followed it',
      remedy: 'Read maxEventMs of the recording grant: close the event there, and begin the next one at once.',
    },
    token_kept: {
      title: 'The camera went on with a token that is not accepted',
      remedy: 'On device_token_invalid get a new token by challenge and proof, and repeat the call with it.',
    },
    clock_wrong: {
      title: 'The event’s time is off by {seconds} s',
      remedy:
        'Take serverTime of each token answer as the clock, or send the right ageMs from a monotonic clock: when both are wrong, the event stands in the wrong place of the timeline.',
    },
    key_reused: {
      title: 'The second event could not be read with its own key ({codes})',
      remedy: 'Take the key from the answer to each opening; a key is for one event only.',
    },
    not_resumed: {
      title: 'After the interruption the event was not taken up again: {stored} of {declared} objects',
      remedy: 'Keep what is not acknowledged, repeat the call that failed after a pause, and go on in the same event.',
    },
    not_back: {
      title: 'The camera was not back on its MQTT line within {seconds} s',
      remedy: 'Connect again after a lost line, with growing pauses of at most half a minute.',
    },
    certificate_trusted: {
      title: 'The camera sent its upload to a server whose certificate it must refuse: {wrong}',
      remedy:
        'Check chain, name and validity of every certificate, for uploads too, and end the connection before the first byte of a request. Otherwise anybody on the way can take the footage.',
    },
    broker_trusted: {
      title: 'The camera sent its token to a broker whose certificate it must refuse: {wrong}',
      remedy:
        'Check chain, name and validity of the broker’s certificate as for HTTPS, and end the connection before CONNECT. Otherwise anybody on the way can command the camera, and take its footage for as long as the token lives.',
    },
    token_not_asked: {
      title:
        'Its MQTT line was closed and its token refused there, and the camera asked for no other within {seconds} s',
      remedy:
        'When CONNECT is answered with code 4, or a connection to the broker fails, get a new token by challenge and proof: the address comes with it.',
    },
    rate_wrong: {
      title: 'The footage plays at the wrong speed: {rate} × ({stamped} fps stamped, {delivered} delivered)',
      remedy:
        'Stamp each frame with the time of a monotonic clock at which it was captured; do not count frames, and take no frame rate for granted that the sensor changes by night.',
    },
    line_tried_rarely: {
      title: 'Within {seconds} s of losing its line the camera tried only {count} times to have it again',
      remedy:
        'Begin with a pause of half a second and double it each time: who waits for a minute at first is missed for a minute after every short loss.',
    },
    no_back_off: {
      title: 'The camera was refused, and came back after {pauses} s',
      remedy:
        'Wait half a second before the first repetition and twice as long before each further one, up to a minute, and begin anew only once a line has held: a street of cameras that all hurry keeps the platform from taking any.',
    },
    same_pauses: {
      title: 'The pauses before coming back were the same each time: {pauses} s',
      remedy:
        'Add a random part of up to half of each pause, from a generator that begins differently in each unit: cameras that lost their power together would otherwise come back together, again and again.',
    },
    secret_cloned: {
      title: 'Another unit has this device’s secret: they took the line from each other {count} times',
      remedy:
        'A secret is made at each pairing and belongs to one unit: keep it out of images and of what is copied in production. Remove this device in the app and pair both units anew, each with a licence of its own; the old secret counts no more then.',
    },
    sleep_unsaid: {
      title: 'The camera went off its line without saying that it sleeps',
      remedy:
        'Send a status with state dormant before the line ends: a camera that is only gone counts as offline, and its owner is told so.',
    },
    update_unasked: {
      title: 'The camera took the update command, and did not ask for firmware within {seconds} s',
      remedy: 'Upon update ask for the offer as at a start. Reply with ok: false where the camera installs no updates.',
    },
    update_unsaid: {
      title: 'The camera was offered {version}, and did not report within {seconds} s that it runs',
      remedy:
        'Report downloading, then after the restart installed by the version that runs then, or failed or rolled_back with a reason: a release whose cameras say nothing cannot be judged.',
    },
    update_failed: {
      title: 'The camera reported {report} of {version}: {reason}',
      remedy:
        'The description of firmware updates says which checks an image has to pass. Look whether it is signed for this product and newer.',
    },
    recording_lost: {
      title: 'The event that was under way when the update came was lost: {stored} of {declared} objects',
      remedy:
        'Install and restart once nothing is recorded and all is sent, or keep what waits in a store that survives the restart.',
    },
    target_kept: {
      title:
        'The camera refused the wrong certificate, and then asked for no other target: {stored} of {declared} objects',
      remedy: 'When a target cannot be used, declare the same object again and PUT to the target of that answer.',
    },
    cut_by_platform: {
      title: 'The event was cut by the platform at {seconds} s, not by the camera',
      remedy: 'Read maxEventMs of the recording grant and close the event there, before it is refused.',
    },
    footage_lost: {
      title: '{seconds} s of footage are missing between two events',
      remedy: 'Begin the next event with the very next frame; the pre-record buffer bridges the opening.',
    },
    sent_again: {
      title: 'Objects that were acknowledged were sent again ({objects})',
      remedy: 'Remember which commit was answered. On a slow uplink sending them again costs the rest of the event.',
    },
    clip_flawed: {
      title: 'It arrived, and its footage has faults: {codes}',
      remedy: 'The codes are explained in the list of checks. Look whether they come from the interruption.',
    },
    recording_cut: {
      title: 'The update cut the event short: {recorded} s of a motion of {seconds} s',
      remedy: 'Install and restart once nothing is recorded: what an owner has bought does not end with an update.',
    },
    settings_refused: {
      title: 'The camera did not take the setting: {reason}',
      remedy: 'Without it this cannot be tried. Support the settings command for this setting.',
    },
    motion_refused: {
      title: 'The camera did not simulate motion: {reason}',
      remedy: 'Report features.simulate as false where it cannot be done; then somebody is asked to move.',
    },
    not_encrypted: {
      title: 'The camera does not encrypt its footage',
      remedy: 'Declare encryption aes-128, then its keys can be tried.',
    },
    not_interrupted: {
      title: 'The event was over before it could be interrupted',
      remedy:
        'The camera sends an event as one object, so there is no middle of an upload. Segments of a few seconds survive a lost line.',
    },
    certificate_not_offered: {
      title: 'This server cannot offer a wrong certificate',
      remedy:
        'Cameras reach it by an address of another machine. Its operator can set KAITONG_IMPOSTOR_PORT to a port that leads here.',
    },
    certificate_not_met: {
      title: 'The camera never came to the server with the wrong certificate',
      remedy:
        'Check that the camera uploads over TLS when a target says https, and that its network lets it connect to the port of the target.',
    },
    line_not_encrypted: {
      title: 'Cameras reach this platform’s MQTT broker without encryption',
      remedy: 'There is no certificate to check. Its operator can set KAITONG_TLS.',
    },
    broker_not_met: {
      title: 'The camera asked for a token, and never came to the broker that was named with it',
      remedy:
        'Connect to the mqttUrl of the latest token, not to an address kept from before. Check that the camera’s network lets it connect to the port of that address.',
    },
    brokers_met_in_part: {
      title: 'The camera trusted none of the wrong certificates, and met only {met} of {of} in time',
      remedy:
        'Get a new token whenever a connection to the broker fails, and try again after a pause that begins with half a second: then all of them can be tried in time.',
    },
    simulate_needed: {
      title: 'The camera neither records continuously nor simulates motion',
      remedy: 'Support the simulate command or continuous recording: nobody can move in front of it for exactly 70 s.',
    },
    motion_not_followed: {
      title: 'The camera recorded {seconds} s of a motion that lasted longer',
      remedy: 'Go on recording while something moves; then the lengths of two recordings can be compared.',
    },
    rate_not_judged: {
      title: 'The speed could not be judged ({because})',
      remedy: 'Declare ageMs with each segment, or record with sound: then it can be judged on any line.',
    },
    stays_bright: {
      title: 'The picture stayed bright (brightness {brightness} of 255)',
      remedy: 'Support light in the simulate command, or cover the lens when the page asks for it.',
    },
    camera_sleeps: {
      title: 'The camera sleeps between events, and keeps no line that could be cut',
      remedy: 'Try this item with firmware that stays awake, if there is any.',
    },
    never_sleeps: {
      title: 'The camera does not say that it sleeps between events',
      remedy: 'This item is about battery cameras. Others need nothing of it.',
    },
    stays_awake: {
      title: 'The camera did not fall asleep within {seconds} s',
      remedy: 'Let it sleep once nothing has happened for a while, and try this item again with nobody in front of it.',
    },
    no_update_offered: {
      title: 'No release that is newer than the camera’s version is offered',
      remedy: 'Release a newer version to a small share, and start this item on a camera that does not have it yet.',
    },
    update_refused: {
      title: 'The camera did not take the update command: {reason}',
      remedy: 'This item is about cameras that install updates from the platform. Others need nothing of it.',
    },
    platform_away: {
      title: 'The platform was away during this item',
      remedy: 'It says nothing of the camera. Try this item again.',
    },
    not_chosen: { title: 'Not chosen for this test', remedy: '' },
    not_reached: {
      title: 'The test ended before this item',
      remedy: 'Start it again, for this item alone if you like.',
    },
  },
  settings: {
    'motion-off': 'motion alarm off',
    'motion-back': 'motion detection as it was',
    'privacy-on': 'privacy mode on',
    'privacy-off': 'privacy mode off',
  },
  kinds: { init: 'init segment', segment: 'video segment', snapshot: 'snapshot' },
  because: {
    no_times: 'the time stamps themselves are wrong',
    not_decoded: 'no picture of it was decoded',
    not_inspected: 'the footage was not inspected',
    too_short: 'the footage is too short',
    no_sound: 'there is no sound to compare with',
    sound_uncounted: 'the sound is of a kind whose samples are not counted',
    sound_short: 'sound and picture are too short',
    sound_uneven: 'the sound has holes or stops',
    sound_apart: 'sound and picture differ in one part only',
    sound_unplaced: 'there are too few parts of sound and picture to compare',
    sound_times: 'the time stamps of the sound are wrong themselves',
    sound_rate: 'the sampling rate that the sound says may be wrong',
    age_alone: 'one ageMs alone does not tell',
    unsteady: 'it differs in one place only, perhaps a pause',
    never_waited: 'the device never waited for a segment, so that arrival tells nothing',
    came_late: 'the footage came long after it was recorded',
    reconnected: 'the device reconnected in the meantime',
  },
  by: {
    sound: 'the sound’s sample clock',
    age: 'the objects’ ages (ageMs)',
    causality: 'the time since the trigger',
    arrival: 'the arrival of the segments',
  },
  wrong: {
    'self-signed': 'it vouches for itself',
    'unknown-authority': 'signed by an authority that nobody knows',
    expired: 'it ended a month ago',
    'wrong-name': 'it is for another host',
  },
  observations: {
    'grant.sent': 'Recording grant sent: events of at most {seconds} s',
    'grant.taken': 'The camera took the grant',
    'settings.sent': 'Setting sent: {setting}',
    'settings.taken': 'The camera took the setting',
    'settings.refused': 'The camera refused the setting: {reason}',
    'motion.simulated': 'Motion of {seconds} s simulated',
    'motion.asked': 'Somebody was asked to move for {seconds} s',
    'darkness.asked': 'Somebody was asked to cover the lens for {seconds} s',
    'motion.refused': 'The camera refused to simulate motion: {reason}',
    'event.opened': 'Event {event} opened ({eventId})',
    'call.refused': 'The platform refused what the camera sent: {reason}',
    'event.refused': 'The camera tried to open an event in privacy mode',
    'object.stored': 'Event {event}: object {object} ({kind}) acknowledged',
    'object.repeated': 'Event {event}: object {object} was declared again though it was acknowledged',
    'event.closed': 'Event {event} closed: {objects} objects, {seconds} s',
    'limit.reached': 'Event {event}: refused more than {seconds} s',
    'line.cut': 'The line was cut for {seconds} s',
    'server.away': 'The server answered 503 for {seconds} s, and the MQTT line was closed',
    'calls.unanswered': 'Meanwhile the camera called {count} times',
    'outage.over': 'The interruption was over',
    'platform.away': 'The platform was away ({seconds} s lost): the item began anew',
    'token.voided': 'The token was declared invalid',
    'token.refused': 'A call with the old token was refused',
    'token.renewed': 'The camera came with a new token',
    'clock.told_wrong': 'From now on the camera was told a time that is {minutes} minutes behind',
    'clock.told_right': 'From now on it was told the right time',
    'clock.measured': 'Event {event}: clock off by {skewMs} ms, age off by {ageMs} ms',
    'certificate.offered':
      'Event {event}: the target given for object {object} is a server whose certificate must be refused: {wrong}',
    'certificate.met': 'A connection came to that server, and was shown its certificate ({wrong})',
    'certificate.trusted': 'Event {event}: the request for object {object} was sent to that server ({wrong})',
    'certificate.refused': 'Event {event}: nothing was sent there ({wrong}), and object {object} was declared again',
    'line.closed': 'The MQTT line was closed; from now on the broker takes no token from before',
    'broker.offered': 'A token was given with the address of a broker whose certificate must be refused: {wrong}',
    'broker.met': 'A connection came to that broker, and was shown its certificate ({wrong})',
    'broker.trusted': 'The camera sent its CONNECT with its token to that broker ({wrong})',
    'broker.refused': 'No CONNECT came there ({wrong}), and the camera asked for another token',
    'broker.right': 'A token was given with the address of the right broker',
    'line.ended': 'The MQTT line was ended; the next {count} attempts to connect are refused',
    'line.tried': 'Attempt {attempt} came {seconds} s later, and was refused',
    'line.let_in': 'Attempt {attempt} came {seconds} s later, and was let in',
    'line.watched': 'Watched for {seconds} s whether somebody else connects as this device',
    'line.taken': 'Another connection with this device’s secret took its line ({count})',
    'sleep.awaited': 'Waited for the camera to fall asleep',
    'sleep.told': 'The camera said that it sleeps',
    'update.told': 'While it recorded, the camera was told to ask for firmware; it is offered {version}',
    'update.refused': 'The camera did not take the command: {reason}',
    'update.reported': 'The camera reported of {version}: {report}',
    'footage.judged': 'Event {event}: {seconds} s of footage inspected, findings: {codes}',
    'speed.judged': 'Event {event}: real time took {rate} × the time of the stamps, by {by}',
    'speed.unknown': 'Event {event}: nothing tells its speed ({because})',
    'picture.measured': 'Event {event}: brightness {brightness} of 255',
  },
};
