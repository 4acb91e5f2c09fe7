from gradviz.arrays import as_matrix
from gradviz.engine.layers import Activation, Linear
from gradviz.engine.network import Network
from gradviz.session.parameters import biased, parameters, with_values


def test_a_shared_matrix_has_one_name() -> None:
    shared, last = Linear([[1]], b=[2]), Linear([[3]])
    network = Network([shared, Activation("tanh"), shared, last])
    found = parameters(network)
    assert list(found) == ["W1", "b1", "W2"]
    assert found["W2"] is last.W


def test_new_values_come_wherever_a_matrix_is_used() -> None:
    shared, last = Linear([[1]], b=[2]), Linear([[3]])
    before = Network([shared, shared, last])
    after = with_values(before, {"W1": as_matrix([[7]], "W1")})
    assert after.layers[0] is after.layers[1]
    assert after.layers[2] is last
    assert {name: float(values[0, 0]) for name, values in parameters(after).items()} == {
        "W1": 7,
        "b1": 2,
        "W2": 3,
    }
    assert list(parameters(with_values(before, {"b1": as_matrix([[0]], "b1")}))) == [
        "W1",
        "b1",
        "W2",
    ]


def test_a_bias_that_is_there_stays() -> None:
    layer = Linear([[1, 2]], b=[3])
    assert biased(layer, True) is layer
    without = biased(layer, False)
    assert without.b is None
    again = biased(without, True).b
    assert again is not None
    assert again.tolist() == [[0]]
