"""The explorer: ``streamlit run app.py``, or ``vocmine explore``."""

import streamlit as st

from vocmine.web import launch, routes

if launch.settle():
    st.rerun()
st.set_page_config(page_title="vocmine", page_icon=launch.ICON, layout="wide")
st.logo(launch.LOGO, size="large")
routes.navigation().run()
