# Included by every unit: where its state is kept, and what all of them are told.
locals {
  castle = read_terragrunt_config("${get_parent_terragrunt_dir()}/castle.hcl").locals
}

remote_state {
  backend = "s3"

  generate = {
    path      = "backend.tf"
    if_exists = "overwrite_terragrunt"
  }

  config = {
    bucket       = local.castle.state_bucket
    key          = "${local.castle.name}/${path_relative_to_include()}/terraform.tfstate"
    region       = local.castle.state_region
    encrypt      = true
    use_lockfile = true
  }
}

inputs = {
  name               = local.castle.name
  talos_version      = local.castle.talos_version
  kubernetes_version = local.castle.kubernetes_version
}
