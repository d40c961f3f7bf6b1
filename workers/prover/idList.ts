/** Many ids in little memory: 8 bytes each, growing by doubling. */
export interface IdList {
  readonly length: number
  push(id: number): void
  /** In growing order. */
  sorted(): Float64Array
}

export function createIdList(): IdList {
  let ids = new Float64Array(1_024)
  let length = 0
  return {
    get length() {
      return length
    },
    push: (id) => {
      if (length === ids.length) {
        const larger = new Float64Array(ids.length * 2)
        larger.set(ids)
        ids = larger
      }
      ids[length] = id
      length += 1
    },
    sorted: () => ids.slice(0, length).sort(),
  }
}
