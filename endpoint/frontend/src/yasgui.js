// YASGUI and its parts, from one place.
import Yasgui from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";

export const { Yasqe, Yasr } = Yasgui;
export default Yasgui;
