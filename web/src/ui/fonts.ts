// A file of its own, loaded after the first paint: 100 font-face rules that most machines never need.
import '@fontsource/noto-sans-sc/400.css';
