export { createZoom as createVendor } from './zoom/zoom.ts'
