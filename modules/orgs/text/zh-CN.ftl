orgs-menu = 组织与人
