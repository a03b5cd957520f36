include "root" {
  path = find_in_parent_folders("root.hcl")
}

dependency "secrets" {
  config_path = "../secrets"

  # A unit whose dependency has no outputs cannot be evaluated, not even to see that nothing of it is left.
  mock_outputs = {
    machine_secrets      = {}
    client_configuration = {}
  }
  mock_outputs_allowed_terraform_commands = ["init", "show", "state", "validate", "destroy"]
}

inputs = {
  machine_secrets      = dependency.secrets.outputs.machine_secrets
  client_configuration = dependency.secrets.outputs.client_configuration
  out                  = "${get_parent_terragrunt_dir("root")}/../out"

  # The token comes by environment (PROXMOX_VE_API_TOKEN).
  endpoint  = "https://pve.example.org:8006/"
  images    = "local"
  datastore = "local-lvm"
  bridge    = "vmbr0"
  gateway   = "10.5.0.1"
  prefix    = 24
  resolvers = ["10.5.0.1"]

  # The ids and names are those of wipe.proxmox in phoenix.yaml: the wipe destroys these and nothing else.
  machines = {
    castle-cp-1     = { role = "controlplane", id = 421, host = "pve1", address = "10.5.0.21", cores = 4, memory = 8192, disk = 32 }
    castle-worker-1 = { role = "worker", id = 431, host = "pve2", address = "10.5.0.31", cores = 4, memory = 8192, disk = 100 }
    castle-worker-2 = { role = "worker", id = 432, host = "pve3", address = "10.5.0.32", cores = 4, memory = 8192, disk = 100 }
  }
}
