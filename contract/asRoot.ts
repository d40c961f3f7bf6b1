/** How root says that the embedded services are to run as root; it is asked for each time and stored nowhere. */
export const asRootSwitch = '--as-root'
/** The same for the workers, whose environment carries it. */
export const asRootVariable = 'MARSAD_AS_ROOT'
