"""An RTSP server that is not ours, GStreamer's, with a picture in which something moves: rtsp-server.py PORT [PIPELINE]."""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtspServer  # noqa: E402

MOVING = (
    "videotestsrc is-live=true pattern=smpte horizontal-speed=4 ! video/x-raw,width=320,height=240,framerate=15/1 "
    "! openh264enc gop-size=15 bitrate=400000 ! h264parse config-interval=-1 ! rtph264pay name=pay0 pt=96"
)

Gst.init(None)
server = GstRtspServer.RTSPServer.new()
server.set_address("127.0.0.1")
server.set_service(sys.argv[1])
factory = GstRtspServer.RTSPMediaFactory.new()
factory.set_launch(f"( {sys.argv[2] if len(sys.argv) > 2 else MOVING} )")
factory.set_shared(True)
server.get_mount_points().add_factory("/stream", factory)
server.attach(None)
print("listening", flush=True)
GLib.MainLoop().run()
