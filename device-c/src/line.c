#include "camera.h"

#include <mosquitto.h>
#include <openssl/ssl.h>
#include <signal.h>
#include <time.h>

#define HEARTBEAT 25000
#define HOLDS 10000
#define LAST_SEQUENCE 9007199254740991
#define REMEMBERED 32
#define STATUS_SIZE 768

static volatile sig_atomic_t stopping;
static struct mosquitto *mqtt;
static bool ready, failed, status_due;
static int64_t started, sequence;
static char done[REMEMBERED][72]; /* ids of commands: one that comes twice is done once */
static unsigned done_next;
static ms_t dark_until;

static void publish(const char *kind, const char *message) {
  char topic[96];
  snprintf(topic, sizeof topic, "kt/d/%s/up/%s", session.id, kind);
  mosquitto_publish(mqtt, NULL, topic, (int)strlen(message), message, 1, false);
}

static void write_status(char out[STATUS_SIZE], const char *state, int64_t number) {
  snprintf(out, STATUS_SIZE,
           "{\"id\":\"%lld.%lld\",\"session\":%lld,\"sequence\":%lld,\"state\":\"%s\",\"firmware\":\"%s\","
           "\"features\":{\"sleepy\":false,\"probe\":true,\"simulate\":true},\"privacyMode\":%s,\"motionDetection\":%s}",
           (long long)started, (long long)number, (long long)started, (long long)number, state, session.firmware,
           session.privacy ? "true" : "false", session.motion);
}

static void tell(const char *state) {
  char status[STATUS_SIZE];
  write_status(status, state, ++sequence);
  publish("status", status);
  status_due = false;
}

/* `reason`: why it is not done; NULL: it is. */
static void reply(const char *id, const char *reason) {
  char message[400];
  snprintf(message, sizeof message, "{\"id\":\"%s\",\"firmware\":\"%s\",\"ok\":%s%s%s}", id, session.firmware,
           reason ? "false,\"reason\":\"" : "true", reason ? reason : "", reason ? "\"" : "");
  publish("reply", message);
}

static bool done_before(const char *id) {
  for (unsigned i = 0; i < REMEMBERED; i++)
    if (strcmp(done[i], id) == 0) return true;
  snprintf(done[done_next++ % REMEMBERED], sizeof done[0], "%s", id);
  return false;
}

static const char *take_settings(struct span command) {
  struct span motion = json_get(command, "motionDetection"), private = json_get(command, "privacyMode");
  if (motion.at && motion.length >= sizeof session.motion) return "settings_too_long";
  if (motion.at) snprintf(session.motion, motion.length + 1, "%s", motion.at);
  if (private.at) session.privacy = json_is(private, "true");
  if (session.privacy) events_end_owners();
  status_due = true;
  return NULL;
}

static void simulate(struct span command) {
  ms_t length = json_integer(command, "motionMs", 0);
  if (json_is(json_get(command, "light"), "\"night\"")) {
    dark_until = now_ms() + length + 4000;
    events_motion_after_restart(length);
    capture_light(true);
  } else {
    events_motion(length);
  }
}

/* What a command asks for; NULL, or why it is not done. */
static const char *obey(const char *name, struct span command) {
  char nonce[128] = "", text[64];
  bool is_of_grant = json_text(command, "nonce", nonce);
  if (strcmp(name, "ping") == 0) return NULL;
  if (strcmp(name, "settings") == 0) return take_settings(command);
  if (strcmp(name, "update") == 0) return firmware_ask(), NULL;
  if (strcmp(name, "record") == 0) return events_record(command, false), NULL;
  if (strcmp(name, "simulate") == 0) return simulate(command), NULL;
  if (strcmp(name, "revoke") == 0 && is_of_grant) return events_revoke(nonce), NULL;
  if (strcmp(name, "probe") == 0 && is_of_grant && json_text(command, "probeId", text)) return events_probe(text, nonce), NULL;
  if (strcmp(name, "grant") == 0 && is_of_grant && json_text(command, "expiresAt", text))
    return events_grant(nonce, json_integer(command, "maxFootageMs", 15000), text), NULL;
  return "not_understood";
}

static void on_message(struct mosquitto *m, void *unused, const struct mosquitto_message *message) {
  (void)m, (void)unused;
  char id[72];
  const char *name = strrchr(message->topic, '/');
  struct span command = {message->payload, (size_t)message->payloadlen};
  if (!name || !message->payload || !json_text(command, "id", id)) return;
  name++;
  if (strcmp(name, "unpair") == 0) {
    reply(id, NULL);
    mosquitto_loop(m, 100, 1);
    session_forget("its owner removed it");
  }
  events_lock();
  const char *refusal = done_before(id) ? NULL : obey(name, command);
  events_unlock();
  reply(id, refusal);
}

static void on_connect(struct mosquitto *m, void *unused, int code) {
  (void)unused;
  char topic[80];
  if ((failed = code != 0)) say("MQTT: refused, code %d", code);
  snprintf(topic, sizeof topic, "kt/d/%s/down/+", session.id);
  ready = !failed && mosquitto_subscribe(m, NULL, topic, 1) == MOSQ_ERR_SUCCESS;
}

/* One connection, from its address to its end; true if it held: what is lost at once is a try that failed. */
static bool stay(const char *broker, const char *token, ms_t expires, struct http *http) {
  char host[200], will[STATUS_SIZE], topic[96];
  int port;
  bool encrypted = strncmp(broker, "mqtts://", 8) == 0;
  if (sscanf(broker, encrypted ? "mqtts://%199[^:]:%d" : "mqtt://%199[^:]:%d", host, &port) != 2) return false;
  ready = failed = false;
  started = started < wall_ms() / 1000 ? wall_ms() / 1000 : started + 1;
  sequence = 0;
  if (!(mqtt = mosquitto_new(session.id, true, NULL))) die("no memory");
  SSL_CTX *tls = NULL;
  if (encrypted) {
    if (!(tls = SSL_CTX_new(TLS_client_method()))) die("no memory");
    SSL_CTX_set_min_proto_version(tls, TLS1_2_VERSION);
    X509_VERIFY_PARAM_set_time(SSL_CTX_get0_param(tls), (time_t)certificate_seconds());
    mosquitto_void_option(mqtt, MOSQ_OPT_SSL_CTX, tls);
    mosquitto_int_option(mqtt, MOSQ_OPT_SSL_CTX_WITH_DEFAULTS, 1);
    mosquitto_tls_set(mqtt, session.trust[0] ? session.trust : NULL, "/etc/ssl/certs", NULL, NULL, NULL);
  }
  mosquitto_username_pw_set(mqtt, session.id, token);
  write_status(will, "offline", LAST_SEQUENCE);
  snprintf(topic, sizeof topic, "kt/d/%s/up/status", session.id);
  mosquitto_will_set(mqtt, topic, (int)strlen(will), will, 1, false);
  mosquitto_connect_callback_set(mqtt, on_connect);
  mosquitto_message_callback_set(mqtt, on_message);

  int error = mosquitto_connect(mqtt, host, port, 30);
  ms_t stood = 0, told = 0, life = expires - now_ms(), renew_at = expires - (life / 10 < 120000 ? life / 10 : 120000);
  bool asked = false;
  while (!error && !failed && !stopping && now_ms() < renew_at) {
    error = mosquitto_loop(mqtt, 200, 1);
    if (!ready) continue;
    if (!stood) stood = now_ms(), say("device %s is online", session.id);
    if (!asked) asked = uplink_ask_grant(http);
    if (status_due) session_save();
    if (!told || status_due || now_ms() - told > HEARTBEAT) tell("online"), told = now_ms();
    if (dark_until && now_ms() > dark_until) dark_until = 0, capture_light(false);
  }
  if (error && !stopping) say("MQTT: %s", mosquitto_strerror(error));
  if (stopping && stood) tell("offline");
  mosquitto_disconnect(mqtt);
  mosquitto_loop(mqtt, 100, 1);
  mosquitto_destroy(mqtt);
  SSL_CTX_free(tls);
  return stood && now_ms() - stood > HOLDS;
}

void line_run(void) {
  static char token[TOKEN_SIZE], stale[TOKEN_SIZE], broker[256];
  unsigned failures = 0;
  static struct http *http; /* at the end it is no leak */
  http = http_new();
  ms_t expires;
  mosquitto_lib_init();
  while (!stopping) {
    if (session_token(stale[0] ? stale : NULL, token, broker, &expires)) {
      if (stay(broker, token, expires, http)) failures = 0;
      memcpy(stale, token, sizeof stale); /* the next token comes with the address that is right then */
    }
    ms_t wait = back_off(&failures, 0);
    if (!stopping) sleep_ms(wait);
  }
}

void line_stop(void) { stopping = 1; }
