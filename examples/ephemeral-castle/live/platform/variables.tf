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

variable "endpoint" {
  type        = string
  description = "Address of the API of any node of the Proxmox cluster."
}

variable "images" {
  type        = string
  description = "Storage of each host for the image; its content types must include Import."
}

variable "datastore" {
  type        = string
  description = "Storage of each host for disks. Not shared with another Proxmox cluster: a wipe destroys disks by number."
}

variable "bridge" {
  type = string
}

variable "gateway" {
  type = string
}

variable "prefix" {
  type        = number
  description = "Length of the network's prefix."
}

variable "resolvers" {
  type = list(string)
}

variable "machines" {
  type = map(object({
    role    = string
    id      = number
    host    = string
    address = string
    cores   = number
    memory  = number
    disk    = number
  }))
  description = "Machines by name: memory in MiB, disk in GiB."
}
