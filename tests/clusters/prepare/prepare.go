// Package prepare makes what a control plane needs before its first process can start: a certificate
// authority, a serving certificate, a client certificate for an administrator, a key pair for service
// account tokens, bearer tokens, and ports nobody listens on.
//
// It writes files into a directory and prints the ports. What it deliberately does not know: how the
// files are used.
package prepare

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

// Main takes a directory and a number of ports. It returns the exit code.
func Main() int {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: prepare DIRECTORY PORTS")
		return 2
	}
	count, err := strconv.Atoi(os.Args[2])
	if err == nil {
		err = writeFiles(os.Args[1])
	}
	if err == nil {
		err = printPorts(count)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "prepare:", err)
		return 1
	}
	return 0
}

func writeFiles(dir string) error {
	ca, err := newCertificate(&x509.Certificate{
		Subject:               pkix.Name{CommonName: "drift-tests-ca"},
		IsCA:                  true,
		BasicConstraintsValid: true,
		KeyUsage:              x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature,
	}, nil)
	if err != nil {
		return err
	}
	server, err := newCertificate(&x509.Certificate{
		Subject:     pkix.Name{CommonName: "kube-apiserver"},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		DNSNames:    []string{"localhost", "kubernetes", "kubernetes.default", "kubernetes.default.svc"},
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1), net.IPv4(10, 0, 0, 1)},
	}, ca)
	if err != nil {
		return err
	}
	admin, err := newCertificate(&x509.Certificate{
		Subject:     pkix.Name{CommonName: "admin", Organization: []string{"system:masters"}},
		KeyUsage:    x509.KeyUsageDigitalSignature,
		ExtKeyUsage: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth},
	}, ca)
	if err != nil {
		return err
	}
	adminToken, viewerToken := randomToken(), randomToken()
	public, err := x509.MarshalPKIXPublicKey(&ca.key.PublicKey)
	if err != nil {
		return err
	}
	// The key that signs service account tokens is the authority's own: one secret fewer to keep track of.
	for name, text := range map[string][]byte{
		"ca.crt":       ca.pem(),
		"ca.key":       ca.keyPEM(),
		"server.crt":   server.pem(),
		"server.key":   server.keyPEM(),
		"admin.crt":    admin.pem(),
		"admin.key":    admin.keyPEM(),
		"accounts.pub": pem.EncodeToMemory(&pem.Block{Type: "PUBLIC KEY", Bytes: public}),
		"admin.token":  []byte(adminToken),
		"viewer.token": []byte(viewerToken),
		"tokens.csv":   []byte(adminToken + ",admin,admin,\"system:masters\"\n" + viewerToken + ",viewer,viewer\n"),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), text, 0o600); err != nil {
			return err
		}
	}
	return nil
}

type certificate struct {
	parsed *x509.Certificate
	der    []byte
	key    *ecdsa.PrivateKey
}

// newCertificate signs template with parent, or with its own key if there is none.
func newCertificate(template *x509.Certificate, parent *certificate) (*certificate, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, err
	}
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	template.SerialNumber = serial
	template.NotBefore = time.Now().Add(-time.Hour)
	template.NotAfter = time.Now().Add(30 * 24 * time.Hour)
	issuer, signer := template, key
	if parent != nil {
		issuer, signer = parent.parsed, parent.key
	}
	der, err := x509.CreateCertificate(rand.Reader, template, issuer, &key.PublicKey, signer)
	if err != nil {
		return nil, err
	}
	parsed, err := x509.ParseCertificate(der)
	return &certificate{parsed: parsed, der: der, key: key}, err
}

func (c *certificate) pem() []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.der})
}

func (c *certificate) keyPEM() []byte {
	der, err := x509.MarshalECPrivateKey(c.key)
	if err != nil {
		panic(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "EC PRIVATE KEY", Bytes: der})
}

func randomToken() string {
	bytes := make([]byte, 16)
	if _, err := rand.Read(bytes); err != nil {
		panic(err)
	}
	return hex.EncodeToString(bytes)
}

// printPorts prints count ports that are free now. They lie below the range from which systems take the
// ports of outgoing connections, and another run on this machine leaves them alone for a minute.
func printPorts(count int) error {
	held := make([]net.Listener, 0, count)
	defer func() {
		for _, l := range held {
			l.Close()
		}
	}()
	for tries := 0; len(held) < count; tries++ {
		if tries > 1000 {
			return fmt.Errorf("found no %d free ports on loopback", count)
		}
		n, err := rand.Int(rand.Reader, big.NewInt(15000))
		if err != nil {
			return err
		}
		port := 15000 + int(n.Int64())
		if !reserve(port) {
			continue
		}
		l, err := net.Listen("tcp", fmt.Sprintf("127.0.0.1:%d", port))
		if err != nil {
			continue
		}
		held = append(held, l)
		fmt.Println(port)
	}
	return nil
}

// reserve says whether no other run was given this port in the last minute.
func reserve(port int) bool {
	dir := filepath.Join(os.TempDir(), fmt.Sprintf("drift-tests-ports-%d", os.Getuid()))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return true
	}
	mark := filepath.Join(dir, strconv.Itoa(port))
	if info, err := os.Stat(mark); err == nil && time.Since(info.ModTime()) > time.Minute {
		os.Remove(mark)
	}
	file, err := os.OpenFile(mark, os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return !os.IsExist(err)
	}
	file.Close()
	return true
}
