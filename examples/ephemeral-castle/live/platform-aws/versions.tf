terraform {
  required_version = ">= 1.11"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = "~> 6.0"
    }
  }
}

# Credentials come by environment (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY), or from the machine's role.
provider "aws" {
  region = var.region

  default_tags {
    tags = {
      Castle = var.name
    }
  }
}
