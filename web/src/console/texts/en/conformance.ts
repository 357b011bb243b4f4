export const conformance = {
  conformance: {
    title: 'Extended test',
    lead: 'A passed verification shows that the camera uploads. The extended test shows how it behaves when the line is lost, a token expires or its owner wants privacy: worth a run before each firmware release. Every item has a verdict with its evidence, and the report can be downloaded.',
    start: 'Start extended test',
    startedAt: 'Started at',
    outcome: 'Outcome',
    report: 'Report',
    items: 'Items',
    running: 'Running',
    waiting: 'Waiting',
    evidence: 'Evidence ({{n}})',
    clip: 'Picture of event {{n}}',
    cancel: 'Cancel test',
    cancelled: 'Cancelled; the device’s settings are being put back',
    html: 'Download report (HTML)',
    json: 'Download data (JSON)',
    none: 'Not tested yet',
    noneText:
      'Start with a camera of one of your testers; all items take about 2 minutes. kaitong conformance does the same from the command line.',
    noTester: 'No camera can be tested',
    noTesterText:
      'An extended test changes a camera’s settings, so its owner’s app account must be linked as a tester first.',
    camera: 'Camera',
    moreCameras: 'Show more cameras',
    reconnecting: 'The connection to the server was lost and is being made again. The test goes on.',
    chooseOne: 'Choose at least one',
    consequence: {
      settings: 'Motion detection and privacy mode are changed, and put back at the end.',
      footage: 'Footage of the test is deleted with each verdict; none of it reaches an owner’s cloud storage.',
      motion: 'Somebody has to move in front of a camera that cannot simulate motion, when the page says so.',
    },
  },
} as const;
