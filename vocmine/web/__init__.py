"""The explorer: Streamlit pages over the store; a page loads, lays out and draws, and computes nothing."""
