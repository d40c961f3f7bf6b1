/** Names of the two channels between the main process and its preload script. */
export const commandChannel = 'marsad:command'
export const snapshotChannel = 'marsad:snapshot'
/** Prefix of the argument by which the preload script learns the system's languages. */
export const languagesArgument = '--marsad-languages='
