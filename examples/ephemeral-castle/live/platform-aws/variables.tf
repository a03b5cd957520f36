variable "name" {
  type        = string
  description = "Name of the castle."
}

variable "talos_version" {
  type = string
}

variable "kubernetes_version" {
  type = string
}

variable "machine_secrets" {
  type      = any
  sensitive = true
}

variable "client_configuration" {
  type      = any
  sensitive = true
}

variable "out" {
  type        = string
  description = "Folder that talosconfig and kubeconfig are written to."
}

variable "region" {
  type = string
}

variable "zone" {
  type        = string
  description = "One zone for all machines: Longhorn's volumes do not like to cross them."
}

variable "cidr" {
  type        = string
  description = "Network of the castle."
}

variable "admin_cidr" {
  type        = string
  description = "Who may reach the APIs."
}

variable "ami" {
  type        = string
  description = "Image of Talos with the extensions of modules/talos/schematic.yaml."
}

variable "machines" {
  type = map(object({
    role = string
    type = string
    disk = number
  }))
  description = "Machines by name: disk in GiB."
}
