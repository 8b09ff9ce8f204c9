"""Harbor Care Group: the sample company, as true events and as each book, processor and bank recorded them."""
