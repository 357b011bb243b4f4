package main

import (
	"context"
	"fmt"
	random "math/rand"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

const ring = 2 // segments of two seconds

type object struct {
	kind  string
	ms    int
	taken time.Time // its last frame
	plain []byte
}

type event struct {
	id           string
	fired, until time.Time // the trigger, and how long the motion lasts
	nonce        string    // from the grant that it is under
	preRecord    int
	ms, max      int
	objects      chan object // closed when there will be no more
	context.Context
	drop context.CancelFunc
}

// motion is what the sensor says.
func (c *camera) motion(lasts time.Duration) {
	until := time.Now().Add(lasts)
	verified := !c.used && time.Now().Before(c.expires) && c.flash.Settings["privacyMode"] == false
	if c.current != nil && (c.current.nonce != "" || !verified) {
		c.current.until = until
	} else if verified {
		c.used = true
		c.begin(&event{fired: time.Now(), until: until, nonce: c.grant["nonce"].(string), max: int(c.grant["maxFootageMs"].(float64))}, c.ring)
		c.proves = c.current
	} else if c.mayRecord() {
		c.begin(&event{fired: time.Now(), until: until, max: int(c.flash.Grant["maxEventMs"].(float64))}, c.ring)
	}
}

// begin records from now on, with what is in the ring before the segment that is running.
func (c *camera) begin(e *event, before []object) {
	c.end()
	e.Context, e.drop = context.WithCancel(always)
	e.objects, c.current = make(chan object, 1000), e
	if snapshot, err := os.ReadFile(c.folder + "/snapshot.jpg"); err == nil {
		e.objects <- object{kind: "snapshot", taken: e.fired, plain: snapshot}
	}
	e.id = fmt.Sprintf("%d.%d", c.session, e.fired.UnixNano())
	for _, o := range before {
		e.add(o)
		e.preRecord = e.ms + int(e.fired.Sub(o.taken).Milliseconds())
	}
	if len(c.queue) == cap(c.queue) {
		(<-c.queue).drop() // the store is full
	}
	c.queue <- e
}

func (e *event) add(o object) {
	e.objects <- o
	e.ms += o.ms
}

// opening is what opens it, by the clocks of now: the wall clock may have been set since.
func (e *event) opening(c *camera) obj {
	c.mu.Lock()
	defer c.mu.Unlock()
	opening := obj{"deviceEventId": e.id, "type": "motion", "startedAt": e.fired.Add(c.ahead).Format(time.RFC3339Nano), "ageMs": time.Since(e.fired).Milliseconds(),
		"preRecordMs": e.preRecord, "firmware": firmware,
		"declaration": obj{"container": "ts", "codec": "h264", "width": 640, "height": 360, "encryption": "aes-128"}}
	if e.nonce != "" {
		opening["nonce"] = e.nonce
	}
	return opening
}

func (c *camera) end() {
	if c.current != nil {
		close(c.current.objects)
		c.current = nil
	}
}

// stop ends an event that the platform does not take.
func (c *camera) stop(e *event) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.current == e {
		c.end()
	}
}

// recorded takes a finished segment into the event under way and the ring.
func (c *camera) recorded(o object) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.ring = append(c.ring, o)[max(len(c.ring)+1-ring, 0):]
	e := c.current
	if e == nil {
		return
	}
	if e.Err() != nil || c.flash.Settings["privacyMode"] == true || e.nonce == "" && !c.mayRecord() {
		c.end()
		return
	}
	e.add(o)
	if o.taken.After(e.until) || e.ms+o.ms > e.max {
		c.end()
	}
	if o.taken.Before(e.until) && c.current == nil && e.nonce == "" {
		c.begin(&event{fired: o.taken, until: e.until, max: e.max}, nil) // with the next frame
	}
}

// encode stands for sensor and encoder: it runs all the time, and says each segment when it is finished. It returns
// once the ring is full.
func (c *camera) encode() {
	command := exec.Command("ffmpeg", strings.Fields(fmt.Sprintf("-loglevel error -nostdin -re -f lavfi -i testsrc2=size=640x360:rate=15"+
		",noise=alls=12:allf=t:all_seed=%d -c:v libx264 -preset ultrafast -tune zerolatency -threads 1 -pix_fmt yuv420p -crf 30 -g 30"+
		" -sc_threshold 0 -f segment -segment_time 2 -segment_format mpegts -segment_list pipe:1 -segment_list_type csv %s/%%d.ts"+
		" -r 1 -update 1 -atomic_writing 1 -y %s/snapshot.jpg", random.Intn(1<<30), c.folder, c.folder))...)
	command.Stderr, command.SysProcAttr = os.Stderr, &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	list, err := command.StdoutPipe()
	must(err)
	must(command.Start())
	segment := func() {
		var n int
		var from, to float64
		_, err := fmt.Fscanf(list, "%d.ts,%f,%f\n", &n, &from, &to)
		must(err)
		taken := time.Now().Add(-time.Second / 15) // the first frame of the next segment finishes this one
		file := fmt.Sprintf("%s/%d.ts", c.folder, n)
		plain, err := os.ReadFile(file)
		must(err)
		must(os.Remove(file))
		c.recorded(object{"segment", int((to-from)*1000 + 0.5), taken, plain})
	}
	for range ring {
		segment()
	}
	go func() {
		for {
			segment()
		}
	}()
}
