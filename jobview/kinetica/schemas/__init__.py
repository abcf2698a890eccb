"""The endpoints' records as shipped data, and the means to renew it."""
