# In place of ../platform: the same outputs from EC2. Name this folder in ../castle.hcl and in phoenix.yaml, and leave
# wipe.proxmox and memory away.
include "root" {
  path = find_in_parent_folders("root.hcl")
}

dependency "secrets" {
  config_path = "../secrets"

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

  region = "eu-central-1"
  zone   = "eu-central-1a"
  cidr   = "10.5.0.0/24"

  # Who may reach the APIs of Talos and Kubernetes: where Phoenix runs.
  admin_cidr = "203.0.113.7/32"

  # Made once, from Image Factory's aws-amd64.raw.xz of modules/talos/schematic.yaml, and kept outside of the stack.
  ami = "ami-0123456789abcdef0"

  machines = {
    castle-cp-1     = { role = "controlplane", type = "m7i.large", disk = 32 }
    castle-worker-1 = { role = "worker", type = "m7i.large", disk = 100 }
    castle-worker-2 = { role = "worker", type = "m7i.large", disk = 100 }
  }
}
