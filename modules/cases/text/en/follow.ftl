# follow
