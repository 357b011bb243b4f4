// A camera of profile *event* that was written from docs/protocol alone, with Go and paho as Debian has them. Its sensor is
// SIGUSR1, its encoder ffmpeg. Events wait in memory: what a restart interrupts, or the platform forgets, is lost.
//
//	PAIRING='{"v":1,…}' UUID=… AUTHKEY=… STATE=folder camera
package main

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/md5"
	"crypto/rand"
	"crypto/sha256"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"fmt"
	"io"
	"log"
	random "math/rand"
	"net/http"
	"os"
	"os/signal"
	"strings"
	"sync"
	"syscall"
	"time"

	mqtt "github.com/eclipse/paho.mqtt.golang"
)

type obj = map[string]any

const firmware = "1.0.0"

var (
	always   = context.Background()
	features = obj{"sleepy": false, "probe": false, "simulate": true}
)

// access is a token, the address that came with it, and when to ask for the next.
type access struct {
	token, broker string
	renewAt       time.Time
}

type camera struct {
	flash struct { // what is kept over restarts
		URL, CA, ID, Secret string
		Grant, Settings     obj
	}
	folder          string
	tls             *tls.Config
	http            *http.Client
	tokens          sync.Mutex // the next one
	access          access
	mu              sync.Mutex // all below
	ahead           time.Duration
	line            mqtt.Client
	session         int64
	sequence        int
	replies         map[string]obj
	grant           obj // the latest, and whether it has its event
	used            bool
	expires, until  time.Time // of that grant; of the recording grant
	current, proves *event    // being recorded; the one under the nonce
	ring            []object
	queue           chan *event
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}

func sign(key, text string) string {
	mac := hmac.New(sha256.New, []byte(key))
	mac.Write([]byte(text))
	return fmt.Sprintf("%x", mac.Sum(nil))
}

func instant(text any) time.Time {
	at, _ := time.Parse(time.RFC3339, fmt.Sprint(text))
	return at
}

// pause waits 0.5 s, doubling up to 60 s, plus a random part.
func pause(ctx context.Context, last *time.Duration, atLeast time.Duration) {
	*last = min(max(*last*2, time.Second/2), time.Minute)
	select {
	case <-time.After(max(*last, atLeast) + time.Duration(random.Int63n(int64(*last/2)))):
	case <-ctx.Done():
	}
}

// once sends exactly these headers; no answer is status 0.
func (c *camera) once(ctx context.Context, method, url string, headers obj, body string) (int, http.Header, obj) {
	ctx, cancel := context.WithTimeout(ctx, 20*time.Second)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, method, url, strings.NewReader(body))
	must(err)
	request.Header.Set("User-Agent", "")
	for name, value := range headers {
		request.Header.Set(name, value.(string))
	}
	response, err := c.http.Do(request)
	if err != nil {
		log.Print(err)
		return 0, nil, nil
	}
	defer response.Body.Close()
	var answer obj
	json.NewDecoder(response.Body).Decode(&answer)
	return response.StatusCode, response.Header, answer
}

// call repeats a request until its answer is final, and gives that or the code of the refusal. What is sent is made
// anew each time: ages in it grow.
func (c *camera) call(ctx context.Context, path string, body func() obj) (obj, string) {
	for last := time.Duration(0); ctx.Err() == nil; {
		method, headers, text, bearer, seconds := "GET", obj{}, []byte{}, "", 0
		if strings.HasPrefix(path, "/events") || path == "/recording-grant" {
			got, code := c.enter("")
			if bearer = got.token; code != "" {
				return nil, code
			}
			headers["Authorization"] = "Bearer " + bearer
		}
		if body != nil {
			method, headers["Content-Type"] = "POST", "application/json"
			text, _ = json.Marshal(body())
		}
		status, header, answer := c.once(ctx, method, c.flash.URL+"/device/v1"+path, headers, string(text))
		if status >= 200 && status < 300 {
			return answer, ""
		}
		code := fmt.Sprint(answer["code"])
		log.Print(path, " ", status, " ", code, " ", answer["fields"])
		if code == "device_token_invalid" {
			c.enter(bearer)
		} else if status != 0 && status < 500 && status != 429 && code != "privacy_mode" {
			return nil, code
		} else if header != nil {
			fmt.Sscan(header.Get("Retry-After"), &seconds)
		}
		pause(ctx, &last, time.Duration(seconds)*time.Second)
	}
	return nil, "gone"
}

// enter gives the access in use: a new one when it is time, and where its token is the refused one.
func (c *camera) enter(refused string) (access, string) {
	c.tokens.Lock()
	defer c.tokens.Unlock()
	for c.access.token == refused || time.Now().After(c.access.renewAt) {
		asked, code := c.call(always, "/challenge", func() obj { return obj{"deviceId": c.flash.ID} })
		proof := obj{"deviceId": c.flash.ID, "challenge": asked["challenge"], "proof": sign(c.flash.Secret, fmt.Sprint(asked["challenge"]))}
		if code == "" {
			asked, code = c.call(always, "/token", func() obj { return proof })
		}
		if code == "challenge_expired" {
			continue
		} else if code != "" {
			return c.access, code
		}
		now := instant(asked["serverTime"])
		life := instant(asked["expiresAt"]).Sub(now)
		c.access = access{asked["token"].(string), asked["mqttUrl"].(string), time.Now().Add(life * 4 / 5)}
		c.mu.Lock()
		c.ahead = time.Until(now)
		c.mu.Unlock()
	}
	return c.access, ""
}

// byOurs turns an instant of the platform's clock into one of our monotonic clock.
func (c *camera) byOurs(text any) time.Time {
	return time.Now().Add(time.Until(instant(text)) - c.ahead)
}

func (c *camera) save() {
	text, _ := json.Marshal(c.flash)
	must(os.WriteFile(c.folder+"/flash.new", text, 0o600))
	must(os.Rename(c.folder+"/flash.new", c.folder+"/flash"))
}

func (c *camera) forget(why string) {
	os.Remove(c.folder + "/flash")
	log.Fatal("no longer paired: ", why)
}

// trust checks every connection against the roots and the platform's own authority. No redirect is followed.
func (c *camera) trust(authority string) {
	roots, err := x509.SystemCertPool()
	must(err)
	roots.AppendCertsFromPEM([]byte(authority))
	c.flash.CA, c.tls = authority, &tls.Config{RootCAs: roots}
	c.http = &http.Client{Transport: &http.Transport{TLSClientConfig: c.tls, DisableCompression: true},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

func (c *camera) pair(code, uuid, authKey string) {
	var qr struct{ U, T, CA string }
	must(json.Unmarshal([]byte(code), &qr))
	authority := ""
	if qr.CA != "" {
		anybody := http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		response, err := anybody.Get("https://" + strings.Split(qr.U, "/")[2] + "/ca.crt")
		must(err)
		text, err := io.ReadAll(response.Body)
		must(err)
		block, _ := pem.Decode(text)
		if block == nil || fmt.Sprintf("%x", sha256.Sum256(block.Bytes)) != qr.CA {
			log.Fatal("another authority than the pairing code names")
		}
		authority = string(pem.EncodeToMemory(block)) // it alone: others in the file nobody named
	}
	c.trust(authority)
	c.flash.URL, c.flash.Settings = qr.U, obj{"privacyMode": false, "motionDetection": obj{"enabled": true, "sensitivity": "high", "schedule": nil}}
	proof := obj{"token": qr.T, "uuid": uuid, "proof": sign(authKey, qr.T+"."+uuid), "firmware": firmware, "features": features}
	paired, refused := c.call(always, "/pair", func() obj { return proof })
	if refused != "" {
		log.Fatal("pairing: ", refused)
	}
	c.flash.ID, c.flash.Secret = paired["deviceId"].(string), paired["secret"].(string)
	c.save()
}

// stayConnected takes a lost line up again, each time with a new token and the address that comes with it.
func (c *camera) stayConnected() {
	got, code := c.enter("")
	for last := time.Duration(0); code == ""; got, code = c.enter(got.token) {
		ended, since := make(chan error, 1), time.Now()
		client := mqtt.NewClient(mqtt.NewClientOptions().AddBroker(strings.Replace(got.broker, "mqtts:", "ssl:", 1)).SetTLSConfig(c.tls).
			SetClientID(c.flash.ID).SetUsername(c.flash.ID).SetPassword(got.token).SetProtocolVersion(4).SetAutoReconnect(false).
			SetKeepAlive(30 * time.Second).SetConnectTimeout(10 * time.Second).
			SetConnectionLostHandler(func(_ mqtt.Client, err error) { ended <- err }))
		if connecting := client.Connect(); connecting.WaitTimeout(15*time.Second) && connecting.Error() == nil {
			client.Subscribe("kt/d/"+c.flash.ID+"/down/+", 1, func(_ mqtt.Client, m mqtt.Message) { go c.command(m.Topic(), m.Payload()) })
			c.mu.Lock()
			c.line = client
			c.status()
			c.mu.Unlock()
			go c.ask()
			select {
			case err := <-ended:
				log.Print("line ended: ", err)
			case <-time.After(time.Until(got.renewAt)):
			}
			client.Disconnect(0)
		} else {
			log.Print("no line: ", connecting.Error())
		}
		if time.Since(since) > 10*time.Second {
			last = 0
		}
		pause(always, &last, 0)
	}
	c.forget(code)
}

func (c *camera) publish(kind string, message obj) {
	if c.line == nil {
		return
	}
	text, _ := json.Marshal(message)
	go c.line.Publish("kt/d/"+c.flash.ID+"/up/"+kind, 1, false, text) // blocks for good where the line goes meanwhile
}

func (c *camera) status() {
	c.sequence++
	c.publish("status", obj{"id": fmt.Sprintf("%d.%d", c.session, c.sequence), "session": c.session, "sequence": c.sequence,
		"state": "online", "firmware": firmware, "features": features,
		"motionDetection": c.flash.Settings["motionDetection"], "privacyMode": c.flash.Settings["privacyMode"]})
}

// ask learns what may be recorded.
func (c *camera) ask() {
	if grant, code := c.call(always, "/recording-grant", nil); code == "" {
		c.mu.Lock()
		defer c.mu.Unlock()
		c.record(grant)
	}
}

func (c *camera) record(grant obj) {
	c.flash.Grant, c.until = grant, c.byOurs(grant["until"])
	c.save()
}

func (c *camera) mayRecord() bool {
	what := c.flash.Grant["recording"]
	return what != nil && what != "none" && time.Now().Before(c.until) && c.flash.Settings["privacyMode"] == false
}

// command acts once on what may come twice, and replies each time.
func (c *camera) command(topic string, text []byte) {
	var m obj
	if json.Unmarshal(text, &m) != nil {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	id, then := m["id"].(string), func() {}
	if c.replies[id] == nil {
		log.Printf("%s %s", topic, text)
		c.replies[id] = obj{"id": id, "ok": true, "firmware": firmware}
		switch topic[strings.LastIndex(topic, "/")+1:] {
		case "ping":
		case "grant":
			if c.grant["nonce"] != m["nonce"] {
				c.grant, c.used, c.expires = m, false, time.Time{}
				c.dropProof()
			}
			c.expires = c.byOurs(m["expiresAt"])
		case "revoke":
			if c.grant["nonce"] == m["nonce"] {
				c.used = true
				c.dropProof()
			}
		case "simulate":
			then = func() { c.motion(time.Duration(m["motionMs"].(float64)) * time.Millisecond) }
		case "record":
			if version, heard := c.flash.Grant["version"].(float64); !heard || m["version"].(float64) >= version {
				c.record(m)
			}
		case "settings":
			for name := range c.flash.Settings {
				if value, there := m[name]; there {
					c.flash.Settings[name] = value
				}
			}
			c.save()
			then = c.status
		case "unpair":
			then = func() { time.AfterFunc(time.Second, func() { c.forget("unpair") }) }
		default:
			c.replies[id] = obj{"id": id, "ok": false, "reason": "unknown_command", "firmware": firmware}
		}
	}
	c.publish("reply", c.replies[id])
	then()
}

func (c *camera) dropProof() {
	if c.proves != nil {
		c.proves.drop()
	}
}

// seal encrypts an object as a whole, with an IV of its own.
func seal(key string, plain []byte) (iv, sealed []byte) {
	var raw []byte
	fmt.Sscanf(key, "%x", &raw)
	block, err := aes.NewCipher(raw)
	must(err)
	iv = make([]byte, aes.BlockSize)
	rand.Read(iv)
	padding := aes.BlockSize - len(plain)%aes.BlockSize
	sealed = append(append(sealed, plain...), strings.Repeat(string([]byte{byte(padding)}), padding)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(sealed, sealed)
	return iv, sealed
}

// upload brings one event after the other to its end, whatever happens to line and server.
func (c *camera) upload() {
	for e := range c.queue {
		opened, code := c.call(e, "/events", func() obj { return e.opening(c) })
		path, sent, ms := fmt.Sprint("/events/", opened["eventId"]), 0, 0
		for o := range e.objects {
			if code == "" {
				code = c.put(e, path, fmt.Sprint(opened["key"]), sent, o)
			}
			if code == "" {
				sent, ms = sent+1, ms+o.ms
			} else {
				c.stop(e)
			}
		}
		if opened != nil && code != "grant_ended" { // close with what was committed
			_, code = c.call(e, path+"/close", func() obj { return obj{"objects": sent, "durationMs": ms, "firmware": firmware} })
		}
		log.Printf("event %s: %d objects, %d ms %s", e.id, sent, ms, code)
		e.drop()
	}
}

// put declares, sends and commits one object, until it is committed or refused.
func (c *camera) put(e *event, path, key string, n int, o object) string {
	iv, sealed := seal(key, o.plain)
	for last := time.Duration(0); ; pause(e, &last, 0) {
		target, code := c.call(e, path+"/objects", func() obj {
			return obj{"n": n, "kind": o.kind, "durationMs": o.ms, "bytes": len(sealed), "md5": fmt.Sprintf("%x", md5.Sum(sealed)),
				"sha256": fmt.Sprintf("%x", sha256.Sum256(sealed)), "iv": fmt.Sprintf("%x", iv), "ageMs": time.Since(o.taken).Milliseconds()}
		})
		if code != "" || target["state"] == "committed" {
			return code
		}
		if target["state"] == "waiting" {
			headers, _ := target["headers"].(obj)
			if status, _, _ := c.once(e, target["method"].(string), target["url"].(string), headers, string(sealed)); status != 200 && status != 412 {
				continue
			}
		}
		_, code = c.call(e, fmt.Sprintf("%s/objects/%d/commit", path, n), func() obj { return obj{} })
		if code != "object_not_stored" && code != "object_unknown" {
			return code
		}
	}
}

func main() {
	c := &camera{folder: os.Getenv("STATE"), replies: map[string]obj{}, used: true, queue: make(chan *event, 20)}
	if text, err := os.ReadFile(c.folder + "/flash"); err != nil {
		c.pair(os.Getenv("PAIRING"), os.Getenv("UUID"), os.Getenv("AUTHKEY"))
	} else {
		must(json.Unmarshal(text, &c.flash))
		c.trust(c.flash.CA)
	}
	if _, code := c.enter(""); code != "" {
		c.forget(code)
	}
	c.session = time.Now().Add(c.ahead).Unix()
	c.record(c.flash.Grant)
	c.encode()
	log.Print("device ", c.flash.ID)
	go c.stayConnected()
	go c.upload()
	moved := make(chan os.Signal, 1)
	signal.Notify(moved, syscall.SIGUSR1)
	for beat := time.Tick(25 * time.Second); ; {
		select {
		case <-beat:
			c.mu.Lock()
			c.status()
			c.mu.Unlock()
		case <-moved:
			c.mu.Lock()
			c.motion(5 * time.Second)
			c.mu.Unlock()
		}
	}
}
