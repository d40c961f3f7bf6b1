/**
 * Finds the processes that hold the stores of a data folder, for `marsad status` and `marsad down` where no console runs.
 *
 *   node leftovers.js list|end DATA_FOLDER
 *
 * `end` ends the servers among them. Prints the processes that hold a store afterwards and those that were ended, as JSON.
 */
import type { Leftovers } from '../../../contract/leftovers'
import { dataFolderAt } from '../data/dataFolder'
import { endLeftovers } from './endLeftovers'
import { storeHolders, type StoreHolder } from './storeHolders'

const [act, root] = process.argv.slice(2)
if (root === undefined || (act !== 'list' && act !== 'end')) throw new Error('usage: leftovers.js list|end <folder>')
const folder = dataFolderAt(root)
const servers = storeHolders(folder).filter(({ server }) => server)
if (act === 'end') await endLeftovers(servers)
const shown = ({ process: { pid }, service, program, server }: StoreHolder) => ({ pid, service, program, server })
const holders = storeHolders(folder).map(shown)
const ended = servers.map(shown).filter(({ pid }) => !holders.some((holder) => holder.pid === pid))
process.stdout.write(JSON.stringify({ holders, ended } satisfies Leftovers))
