# Sourced: writes variables with a prefix as Java properties, by the rule of the official images:
# one underscore is a dot, two are one underscore, three are a dash.
# properties PREFIX [NAME…]: the names are left out.
properties() {
  local prefix=$1 entry name value
  shift
  while IFS= read -r -d '' entry; do
    name=${entry%%=*}
    value=${entry#*=}
    [[ $name == "$prefix"* && " $* " != *" $name "* ]] || continue
    name=${name#"$prefix"}
    name=${name,,}
    name=${name//___/-}
    name=${name//__/$'\1'}
    name=${name//_/.}
    printf '%s=%s\n' "${name//$'\1'/_}" "$value"
  done < <(env -0)
}
