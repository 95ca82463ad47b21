"""What another search would have chosen: from the curves of a full grid, without training again."""
